import assert from 'node:assert/strict';
import type { ContractCase } from '../contract-case.ts';
import { assertReason } from './assert-reason.ts';
import {
  assertComplete,
  assertHolds,
  documentOf,
  fiveDocuments,
  idsOf,
  problemsOf,
} from './documents.ts';
import type { NetworkFault } from './faulty-network.ts';
import type { ConnectorSubject } from './subject.ts';
import { type Observed, openBench, type SyncBench } from './sync-bench.ts';

const faults: readonly NetworkFault[] = [
  '429',
  '500',
  'timeout',
  'truncated body',
  'empty 200',
  'HTML for JSON',
];

const edited = { ...fiveDocuments, bravo: documentOf('juliet') };

/** What a sync does when the fault comes. */
type Reading = 'changes' | 'everything' | 'for the first time';

/** Every request of a sync goes wrong in turn, in every way. */
export const networkCases: readonly ContractCase<ConnectorSubject>[] = faults.flatMap((fault) =>
  (['changes', 'everything', 'for the first time'] as const).map((reading) => ({
    name: `${fault} at every request in turn, reading ${reading}, deletes nothing and is a row in the report`,
    run: (subject) => breakEveryRequest(subject, fault, reading),
  })),
);

async function breakEveryRequest(
  subject: ConnectorSubject,
  fault: NetworkFault,
  reading: Reading,
): Promise<void> {
  if (subject.noNetwork !== undefined) return assertNoNetwork(subject);
  if (fault === 'HTML for JSON' && subject.answersHtml !== undefined) {
    return assertReason('answersHtml', subject.answersHtml, 'HTML is no wrong answer');
  }
  await using world = await subject.open(fiveDocuments);
  const { network } = world;
  assert.ok(network, 'a world needs its network, or the subject says noNetwork and why');
  const before = openBench(world);
  assertComplete(await before.sync(), 'after the first sync');
  await world.put('bravo', edited.bravo);
  const openAnother = () =>
    reading === 'for the first time'
      ? openBench(world)
      : before.fork({ fromStart: reading === 'everything' });
  const healthy = await openAnother();
  network.disarm();
  await healthy.sync();
  const total = network.requestCount;
  assert.ok(total > 0, 'a sync made no request that went through the network of the world');

  for (let nth = 1; nth <= total; nth += 1) {
    const bench = await openAnother();
    network.arm(fault, nth);
    const observed = await bench.sync();
    const { struck } = network;
    const isOptional = struck !== undefined && world.optional?.(struck) === true;
    network.disarm();
    // Of requests that go side by side some may be spared by an earlier failure.
    if (struck === undefined) continue;
    const when = `after ${fault} for ${struck} (request ${nth})`;
    assertHarmless(bench, observed, { when, isFirst: reading === 'for the first time' });
    if (!isOptional) assertTold(observed, when);
    for (const sync of ['one healthy sync', 'two healthy syncs']) {
      assertComplete(await bench.sync(), `${sync} ${when}`);
    }
    assertHolds(bench, edited, `two healthy syncs ${when}`);
  }
}

/** Each document is as it was or as it is now; in a first sync it may not be there yet. */
function assertHarmless(
  bench: SyncBench,
  { deleted }: Observed,
  { when, isFirst }: { readonly when: string; readonly isFirst: boolean },
): void {
  assert.deepEqual(deleted, [], `${when}, something was deleted`);
  const versions = Object.entries(edited).map(([name, now]) => {
    const isNow = idsOf(bench, now).length > 0;
    return [name, isNow || isFirst ? now : fiveDocuments[name]!] as const;
  });
  const held = versions.filter(([, one]) => !isFirst || idsOf(bench, one).length > 0);
  assertHolds(bench, Object.fromEntries(held), when);
}

function assertTold(observed: Observed, when: string): void {
  const told = observed.error !== undefined || problemsOf(observed).length > 0;
  assert.ok(told, `${when}, the report has no row about it`);
  assert.notEqual(observed.report?.complete, true, `${when}, the run was complete`);
}

/** Nothing to break: the subject says why, and its worlds have no network either. */
async function assertNoNetwork({ noNetwork, open }: ConnectorSubject): Promise<void> {
  assertReason('noNetwork', noNetwork, 'there are no network cases');
  await using world = await open(fiveDocuments);
  assert.equal(world.network, undefined, 'noNetwork is said of a world that has a network');
}

import assert from 'node:assert/strict';
import { collect } from '../../support/collect.ts';
import type { ContractCase } from '../contract-case.ts';
import { assertReason } from './assert-reason.ts';
import { assertComplete, assertHolds, fiveDocuments, problemsOf } from './documents.ts';
import type { ConnectorSubject } from './subject.ts';
import { type Observed, openBench, type SyncBench } from './sync-bench.ts';

/** What goes wrong at the product, and what must not leave the source. */
export const failureCases: readonly ContractCase<ConnectorSubject>[] = [
  {
    name: 'a document that cannot be read fails alone, keeps its old content, and heals',
    async run(subject) {
      await using world = await subject.open(fiveDocuments);
      if (!world.spoil || !world.repair) return assertNoSpoil(subject);
      const bench = openBench(world);
      await bench.sync();
      await world.spoil('delta');

      const spoilt = await bench.sync();
      const later = await bench.sync();

      assert.equal(spoilt.error, undefined, `the run threw: ${spoilt.error}`);
      assert.equal(spoilt.report?.complete, false, 'a document failed, and the run was complete');
      assert.ok(problemsOf(spoilt).length > 0, 'the failure has no row in the report');
      assert.deepEqual([...spoilt.deleted, ...later.deleted], [], 'a failure deleted something');
      assertHolds(bench, fiveDocuments, 'while a document cannot be read');
      await world.repair('delta');
      assertComplete(await bench.sync(), 'after the repair');
      assertHolds(bench, fiveDocuments, 'after the repair');
    },
  },
  {
    name: 'a document that cannot be read at first does not keep the others back',
    async run(subject) {
      await using world = await subject.open(fiveDocuments);
      if (!world.spoil || !world.repair) return assertNoSpoil(subject);
      await world.spoil('alpha');
      const bench = openBench(world);

      const spoilt = await bench.sync();

      const { alpha: _alpha, ...others } = fiveDocuments;
      assertHolds(bench, others, 'while a document cannot be read');
      assert.ok(problemsOf(spoilt).length > 0, 'the failure has no row in the report');
      await world.repair('alpha');
      assertComplete(await bench.sync(), 'after the repair');
      assertHolds(bench, fiveDocuments, 'after the repair');
    },
  },
  {
    name: 'a product that cannot be reached deletes nothing, and the report says so',
    async run(subject) {
      await using world = await subject.open(fiveDocuments);
      const bench = openBench(world);
      await bench.sync();
      const fromStart = await bench.fork({ fromStart: true });
      await world.darken();

      const dark = [await bench.sync(), await bench.sync(), await fromStart.sync()];

      for (const observed of dark) {
        assert.deepEqual(observed.deleted, [], 'documents were deleted in the dark');
        assert.ok(
          observed.error !== undefined || problemsOf(observed).length > 0,
          'the report does not say that the product cannot be reached',
        );
        assert.notEqual(observed.report?.complete, true, 'the run was complete in the dark');
      }
      for (const held of [bench, fromStart]) assertHolds(held, fiveDocuments, 'in the dark');
    },
  },
  {
    name: 'a read that is stopped ends soon',
    async run(subject) {
      await using world = await subject.open(fiveDocuments);
      const stop = new AbortController();
      const source = world.connect(stop.signal);
      const read = async () => {
        for await (const scope of source.scopes()) {
          for await (const _ of source.read(scope, undefined, async () => undefined)) {
            stop.abort(new Error('Stopped by the contract.'));
          }
        }
      };

      const ended = read().then(
        () => true,
        () => true,
      );
      setTimeout(() => stop.abort(new Error('Stopped by the contract.')), 100).unref();

      const inTime = await Promise.race([ended, after(3_000)]);
      assert.ok(inTime, 'it took more than 3 seconds to stop');
    },
  },
  {
    name: 'no secret is in events, cursors, documents, messages or the ledger',
    async run(subject) {
      await using world = await subject.open(fiveDocuments);
      if (world.secrets.length === 0) {
        assert.ok(subject.noSecrets, 'name the secrets of the world, or say noSecrets and why');
        return;
      }
      const bench = openBench(world);
      const runs = [await bench.sync()];
      const total = world.network?.requestCount ?? 0;
      for (let nth = 1; nth <= total; nth += 1) {
        world.network?.arm('500', nth);
        runs.push(await bench.sync());
      }
      world.network?.disarm();
      await world.spoil?.('alpha');
      runs.push(await bench.sync());
      await world.darken();
      runs.push(await bench.sync());

      const seen = await everythingSeen(bench, runs);
      for (const secret of world.secrets) {
        const at = seen.indexOf(secret);
        assert.equal(at, -1, `a secret is told: ${seen.slice(Math.max(0, at - 200), at)}…`);
      }
    },
  },
];

function assertNoSpoil({ noSpoil }: ConnectorSubject): void {
  assertReason('noSpoil', noSpoil, 'the worlds have no spoil and repair');
}

function after(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms).unref());
}

async function everythingSeen(bench: SyncBench, runs: readonly Observed[]): Promise<string> {
  const rows = await collect(bench.ledger.rows('target'));
  const documents = [...bench.destination.documents('docs').values()];
  return JSON.stringify([runs, rows, documents], (_key, value: unknown) =>
    value instanceof Error
      ? { ...value, message: value.message, stack: value.stack, cause: value.cause }
      : value,
  );
}

import { describe, expect, it } from 'vitest';
import type { Source } from '#core/connector.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import {
  type ConnectorSubject,
  type ConnectorWorld,
  connectorContract,
  createFaultyNetwork,
} from '../../contract/connector.ts';
import { type BrokenDuty, faultyConnector } from '../../support/faulty-connector.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { createShelfProduct } from '../../support/shelf-product.ts';

function shelfSubject(breaks?: BrokenDuty): ConnectorSubject {
  return {
    async open(documents) {
      const product = createShelfProduct();
      const network = createFaultyNetwork();
      const http = network.wrapHttp(product.http);
      for (const [name, document] of Object.entries(documents)) product.put(name, document);
      return {
        network,
        secrets: [product.key],
        connect: (signal) =>
          faultyConnector(breaks).connect(
            { key: product.key },
            {
              http,
              signal,
              clock: manualClock({ skips: true }),
              folder: '/',
              notebook: createMemoryNotebook(),
            },
          ),
        put: async (name, document) => product.put(name, document),
        remove: async (name) => product.remove(name),
        move: async (name) => product.change(name, { folder: 'elsewhere' }),
        rename: async (name) => product.change(name, { title: 'Another title' }),
        spoil: async (name) => product.spoil(name, true),
        repair: async (name) => product.spoil(name, false),
        darken: async () => product.darken(),
        expireCursors: async () => product.expire(),
        [Symbol.asyncDispose]: async () => undefined,
      };
    },
  };
}

/** The names of the cases that a connector fails, of all or of those that are named. */
async function failedCases(
  subject: ConnectorSubject,
  names: readonly string[] = [''],
): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const { name, run } of connectorContract) {
    if (!names.some((part) => name.includes(part))) continue;
    await run(subject).catch(() => failed.push(name));
  }
  return failed;
}

/** Which case must catch which broken duty; others may fail beside it. */
const caughtBy: Readonly<Record<BrokenDuty, string>> = {
  'swallows a failed page': '500 at every request in turn, reading everything',
  'swallows a failed document': 'timeout at every request',
  'calls what failed gone': 'a document that cannot be read fails alone',
  'throws for one bad document': 'does not keep the others back',
  'marks before it tells': 'of its first sync',
  'keeps ids in its cursor': 'a cursor survives JSON',
  'keeps a date in its cursor': 'a cursor survives JSON',
  'takes titles for ids': 'the same title',
  'gives no version': 'the same listing twice',
  'gives a new version each time': 'asked for alone',
  'does not survive an expired token': 'an expired cursor',
  'rescans every time': 'an expired cursor',
  'tells its key in addresses': 'no secret',
  'tells its key in messages': 'no secret',
  'believes any 200': 'HTML for JSON',
  'announces documents twice': 'announces every document once',
  'loses moved documents': 'after a move',
  'finds what is gone': 'asked for alone',
  'never tells deletions': 'a deleted document is removed',
  'takes the dark for empty': 'cannot be reached',
  'does not stop': 'a read that is stopped',
};

describe('a connector that keeps every duty', () => {
  it.each(connectorContract)('$name', ({ run }) => run(shelfSubject()));
});

describe('the connector contract catches a connector that', () => {
  it.each(Object.entries(caughtBy))('%s', async (duty, name) => {
    // The keys of the table are the duties.
    const subject = shelfSubject(duty as BrokenDuty);

    const failed = await failedCases(subject, duty === 'does not stop' ? [name] : undefined);

    expect(failed.join('\n')).toContain(name);
  });

  it('says neither which network it has nor why it has none', async () => {
    const { open } = shelfSubject();
    const without: ConnectorSubject = {
      async open(documents) {
        const { network: _, ...world } = await open(documents);
        return world;
      },
    };

    const failed = await failedCases(without);

    expect(failed.filter((name) => name.includes('at every request'))).toHaveLength(18);
  });
});

/** The shelf, with its worlds or its sources made otherwise. */
function otherShelf(
  change: (world: ConnectorWorld) => ConnectorWorld,
  said: Partial<ConnectorSubject> = {},
): ConnectorSubject {
  const { open } = shelfSubject();
  return { ...said, open: async (documents) => change(await open(documents)) };
}

describe('the connector contract takes a subject', () => {
  it('without documents that cannot be read only when it says why', async () => {
    const withoutSpoil = ({ spoil: _, repair: __, ...world }: ConnectorWorld) => world;
    const cases = ['that cannot be read'];

    const silent = await failedCases(otherShelf(withoutSpoil), cases);
    const told = await failedCases(otherShelf(withoutSpoil, { noSpoil: 'it is one file' }), cases);

    expect(silent).toHaveLength(2);
    expect(told).toEqual([]);
  });

  it('without documents that are asked for alone only when it says why', async () => {
    const withoutGet = (world: ConnectorWorld): ConnectorWorld => ({
      ...world,
      connect(signal) {
        const { get: _, ...source } = world.connect(signal);
        return source;
      },
    });
    const cases = ['asked for alone'];

    const silent = await failedCases(otherShelf(withoutGet), cases);
    const told = await failedCases(otherShelf(withoutGet, { noGet: 'it is one file' }), cases);

    expect(silent).toHaveLength(1);
    expect(told).toEqual([]);
  });

  it('whose documents hang on others that are not of the test', async () => {
    const { open } = shelfSubject();
    const withCover = (hasIsBeside: boolean): ConnectorSubject => ({
      async open(documents) {
        const world = await open(documents);
        const coverId = `id-${Object.keys(documents).length + 1}`;
        await world.put('cover', { title: 'Cover', text: 'It holds the others.' });
        return { ...world, ...(hasIsBeside && { isBeside: (id) => id === coverId }) };
      },
    });

    const counted = await failedCases(withCover(false));
    const beside = await failedCases(withCover(true));

    expect(counted).toContain('an edited document is written, and it alone');
    expect(beside).toEqual([]);
  });

  it('that notices deletions only when time has passed', async () => {
    const late = (hasPassTime: boolean) =>
      otherShelf((world) => {
        let hasPassed = false;
        return {
          ...world,
          ...(hasPassTime && {
            async passTime() {
              hasPassed = true;
            },
          }),
          connect: (signal) => withoutGone(world.connect(signal), () => !hasPassed),
        };
      });
    const cases = ['a deleted document is removed', 'killed after'];

    const impatient = await failedCases(late(false), cases);
    const patient = await failedCases(late(true), cases);

    expect(impatient).toContain('a deleted document is removed, and no other');
    expect(patient).toEqual([]);
  });
});

/** A source that keeps quiet about deletions as long as `isQuiet`, and lists everything from then on. */
function withoutGone(source: Source, isQuiet: () => boolean): Source {
  return {
    ...source,
    async *read(scope, from, known) {
      const reading = source.read(scope, isQuiet() ? from : undefined, known);
      for (let step = await reading.next(); ; step = await reading.next()) {
        if (step.done) return step.value;
        if (step.value.is !== 'gone' || !isQuiet()) yield step.value;
      }
    },
  };
}

import { describe, expect, it } from 'vitest';
import type { Coverage } from '#core/connector.ts';
import { FixCredentialsError, PlanAgainError, SkipDocumentError } from '#core/errors.ts';
import type { SyncEvent } from '#core/events.ts';
import { createFaultyDestination } from '#sync/destinations/faulty.ts';
import { caught } from '../support/caught.ts';
import { PowerCut, powerCutAt } from '../support/power-cut.ts';
import { manyDocuments, type SyncWorld, syncWorld } from '../support/sync-world.ts';

interface Scenario {
  readonly coverage: Coverage;
  readonly markEvery: number | undefined;
  readonly manifest: boolean;
  readonly changesPerWrite: number;
}

/** A source that was synced once and then changed in every way there is. */
async function changedWorld(scenario: Scenario): Promise<SyncWorld> {
  const { manifest, changesPerWrite, coverage, markEvery } = scenario;
  const world = syncWorld({ destination: { manifest, changesPerWrite } });
  const main = world.source.scope('main');
  Object.assign(main, {
    coverage,
    markEvery,
    finalMark: markEvery === undefined ? undefined : null,
  });
  main.documents = manyDocuments(12);
  await world.sync();
  const error = new SkipDocumentError('It cannot be read.', { code: 'unreadable' });
  const { 'doc-004': _, 'doc-009': __, ...rest } = manyDocuments(12);
  main.documents = {
    ...rest,
    'doc-001': 'Changed.',
    'doc-002': 'DRAFT now.',
    'doc-003': { text: 'never seen', version: '2', error },
    'doc-010': 'Changed too.\n\nAnd longer.',
    'doc-100': 'New.',
    'doc-101': 'New too.',
  };
  main.extra = [{ is: 'gone', id: 'doc-009', reason: '404' }];
  return world;
}

/** How often a failure was met depends on how often it was tried. */
async function stateOf(world: SyncWorld): Promise<string> {
  return JSON.stringify(await world.state(), (key, value: unknown) =>
    key === 'attempts' ? 'some' : value,
  );
}

/** What a run that nothing disturbed leaves behind, and what the one after it does. */
async function undisturbed(scenario: Scenario) {
  const world = await changedWorld(scenario);
  const { events } = await world.sync();
  const afterOne = await stateOf(world);
  await world.sync();
  return { eventCount: events.length, afterOne, afterTwo: await stateOf(world) };
}

/** True when the cut came so late that the run had written down its end: the next one is a second run. */
async function hadEnded(world: SyncWorld): Promise<boolean> {
  const state = await world.ledger.state('target', 'main');
  return state?.generation === 2 && !state.scanning;
}

const scenarios: readonly Scenario[] = [
  { coverage: 'snapshot', markEvery: undefined, manifest: true, changesPerWrite: 3 },
  { coverage: 'snapshot', markEvery: undefined, manifest: false, changesPerWrite: 100 },
  { coverage: 'snapshot', markEvery: 2, manifest: true, changesPerWrite: 1 },
  { coverage: 'snapshot', markEvery: 2, manifest: false, changesPerWrite: 3 },
  { coverage: 'everything', markEvery: 1, manifest: true, changesPerWrite: 2 },
  { coverage: 'everything', markEvery: 3, manifest: false, changesPerWrite: 100 },
];

describe.each(scenarios)('killed at every touch of the outside world: %o', (scenario) => {
  it('the next run reaches the state of a run that nothing disturbed', async () => {
    const expected = await undisturbed(scenario);

    let cuts = 0;
    for (let touch = 1; ; touch += 1) {
      const world = await changedWorld(scenario);
      const fuse = powerCutAt(touch);
      const killed = await world
        .sync({
          ledger: fuse.ledger(world.ledger),
          destination: fuse.destination(world.destination),
          emit: fuse.emit,
        })
        .then(
          () => undefined,
          (error: unknown) => error,
        );
      if (!fuse.blown) break;
      expect(killed).toBeInstanceOf(PowerCut);
      cuts += 1;
      const ended = await hadEnded(world);

      await world.sync();

      const wanted = ended ? expected.afterTwo : expected.afterOne;
      expect(await stateOf(world), `after a cut at touch ${touch}`).toBe(wanted);
    }
    expect(cuts).toBeGreaterThan(20);
  });

  it('a run that was stopped by its signal at every event does so too', async () => {
    const expected = await undisturbed(scenario);

    for (let stopAt = 1; stopAt < expected.eventCount; stopAt += 1) {
      const world = await changedWorld(scenario);
      const controller = new AbortController();
      const reason = new Error(`Stopped at event ${stopAt}.`);
      let seen = 0;
      const emit = () => {
        seen += 1;
        if (seen === stopAt) controller.abort(reason);
      };
      const stopped = await world.sync({ emit }, controller.signal).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (stopped !== undefined) expect(stopped).toBe(reason);
      const ended = await hadEnded(world);

      await world.sync();

      const wanted = ended ? expected.afterTwo : expected.afterOne;
      expect(await stateOf(world), `after a stop at event ${stopAt}`).toBe(wanted);
    }
  });
});

describe('an interrupted sync', () => {
  it('goes on from the last mark and does not load again what was delivered', async () => {
    const world = syncWorld({ destination: { changesPerWrite: 1, manifest: false } });
    const main = world.source.scope('main');
    Object.assign(main, { markEvery: 2, finalMark: null, documents: manyDocuments(20) });
    const controller = new AbortController();
    const reason = new Error('Ctrl-C');
    let planned = 0;

    const stopped = world.sync(
      {
        concurrency: 1,
        emit(event) {
          if (event.event === 'document:planned') planned += 1;
          if (planned === 11) controller.abort(reason);
        },
      },
      controller.signal,
    );
    expect(await caught(stopped)).toBe(reason);
    const { loads, report } = await world.sync();

    expect(world.source.starts.at(-1)).toBe('doc-007');
    expect(loads).not.toContain('doc-009');
    expect(report.documents).toBeLessThan(13);
    expect(Object.keys(world.held())).toHaveLength(20);
  });

  it('counts what it listed before it was stopped when it judges the whole listing', async () => {
    const world = syncWorld({ destination: { changesPerWrite: 1 } });
    const main = world.source.scope('main');
    const settings = { coverage: 'everything', markEvery: 5, finalMark: null } as const;
    Object.assign(main, { ...settings, documents: manyDocuments(201) });
    await world.sync();
    main.documents = manyDocuments(200);
    const controller = new AbortController();
    let planned = 0;
    const emit = (event: SyncEvent) => {
      if (event.event === 'document:planned') planned += 1;
      if (planned === 199) controller.abort();
    };
    await caught(world.sync({ emit }, controller.signal));

    const { report } = await world.sync();

    expect(report.documents).toBeLessThan(20);
    expect(report).toMatchObject({ held: 1, deleted: 0, complete: true });
  });

  it('goes on from a mark whose changes got their receipts after the mark came', async () => {
    const world = syncWorld({ destination: { changesPerWrite: 3 } });
    const item = (id: string) => ({
      is: 'item' as const,
      item: {
        id,
        url: id,
        acl: { kind: 'public' as const },
        async load() {
          if (id === 'd') throw new FixCredentialsError('The key is wrong.', { code: 'key' });
          return { as: 'text' as const, mediaType: 'text/plain', text: `Text of ${id}.` };
        },
      },
    });
    world.source.scope('main').script = async function* () {
      yield item('a');
      yield { is: 'mark', cursor: 1 };
      yield item('b');
      yield { is: 'mark', cursor: 2 };
      yield item('c');
      yield item('d');
      return 'changes';
    };

    await caught(world.sync());

    expect((await world.ledger.state('target', 'main'))?.cursor).toMatchObject({ position: 1 });
  });

  it('starts from the beginning after a mark without a cursor', async () => {
    const world = syncWorld();
    const starts: unknown[] = [];
    world.source.scope('main').script = async function* (from) {
      starts.push(from);
      yield { is: 'mark', cursor: 1 };
      if (starts.length === 1) return 'changes';
      yield { is: 'mark', cursor: undefined };
      return 'everything';
    };

    await world.sync();
    await world.sync();
    await world.sync();

    expect(starts).toEqual([undefined, 1, undefined]);
    expect(await world.ledger.state('target', 'main')).toMatchObject({ scanning: false });
  });

  it('in a rescan starts from the beginning again', async () => {
    const world = syncWorld();
    const main = world.source.scope('main');
    Object.assign(main, { markEvery: 1, documents: { a: 'One.' } });
    await world.sync();
    main.script = async function* (from) {
      if (from !== undefined) yield { is: 'rescan', reason: 'the token expired' };
      throw new FixCredentialsError('The key is wrong.', { code: 'key' });
    };

    await caught(world.sync());
    await caught(world.sync());

    expect(world.source.starts).toEqual([undefined, 'a', undefined]);
  });

  it('notices a signal that comes from a timer, although nothing it does takes time', async () => {
    const world = syncWorld();
    let announced = 0;
    world.source.scope('main').script = async function* () {
      for (; announced < 1_000_000; announced += 1) {
        const id = `doc-${announced}`;
        yield { is: 'item', item: { id, url: id, skip: { code: 'binary', message: 'binary' } } };
      }
      return 'snapshot';
    };

    const error = await caught(world.sync({}, AbortSignal.timeout(20)));

    expect(error).toMatchObject({ name: 'TimeoutError' });
    expect(announced).toBeLessThan(1_000_000);
  });

  it('ends at once although a load hangs and ignores its signal', async () => {
    const hanging = Promise.withResolvers<void>();
    const controller = new AbortController();
    const reason = new Error('Ctrl-C');
    const world = syncWorld({
      beforeLoad() {
        controller.abort(reason);
        return hanging.promise;
      },
    });
    world.source.scope('main').documents = { a: 'One.' };

    expect(await caught(world.sync({}, controller.signal))).toBe(reason);
    hanging.resolve();
  });

  it('ends at once although the source hangs', async () => {
    const controller = new AbortController();
    const reason = new Error('Ctrl-C');
    const world = syncWorld();
    world.source.scope('main').script = async function* () {
      yield* [];
      controller.abort(reason);
      await new Promise(() => {});
      return 'snapshot';
    };

    expect(await caught(world.sync({}, controller.signal))).toBe(reason);
  });

  it('aborts loads that are still under way when the run ends by an error', async () => {
    const signals: AbortSignal[] = [];
    const failure = new PlanAgainError('Someone wrote first.', { code: 'sync_conflict' });
    const started = Promise.withResolvers<void>();
    const world = syncWorld({
      destination: { changesPerWrite: 1 },
      wrap: (inner) =>
        createFaultyDestination(inner, [{ does: 'fail', on: 'add', call: 1, error: failure }]),
      async beforeLoad(id, signal) {
        signals.push(signal);
        if (id === 'doc-000') return started.promise;
        started.resolve();
        await new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      },
    });
    world.source.scope('main').documents = manyDocuments(3);

    expect(await caught(world.sync())).toBe(failure);
    expect(signals.map((signal) => signal.aborted)).toEqual([true, true, true]);
  });
});

describe('a destination that fails', () => {
  it.each([
    [{ does: 'fail', on: 'add', call: 4 }],
    [{ does: 'lose-receipts', on: 'add', call: 6 }],
    [{ does: 'fail', on: 'finish', call: 1 }],
    [{ does: 'lose-receipts', on: 'finish', call: 1 }],
  ] as const)('ends the run, and the next one completes it: %o', async (fault) => {
    const world = syncWorld({ wrap: (inner) => createFaultyDestination(inner, [fault]) });
    world.source.scope('main').documents = manyDocuments(10);

    const error = await caught(world.sync());
    const { report } = await world.sync();

    expect(error).toMatchObject({ code: 'injected_fault' });
    expect(report.documents).toBe(10);
    expect(report.complete).toBe(true);
    expect(Object.keys(world.held())).toHaveLength(10);
    expect((await world.sync()).report).toMatchObject({ unchanged: 10, writeCalls: 0 });
  });

  it('without a manifest, what had receipts is not sent again', async () => {
    const world = syncWorld({
      destination: { manifest: false, changesPerWrite: 2 },
      wrap: (inner) => createFaultyDestination(inner, [{ does: 'fail', on: 'add', call: 8 }]),
    });
    world.source.scope('main').documents = manyDocuments(10);
    await caught(world.sync());

    const { report, loads } = await world.sync();

    expect(report).toMatchObject({ unchanged: 6, added: 4 });
    expect(loads).toHaveLength(4);
  });

  it('by giving too few receipts is not believed', async () => {
    const world = syncWorld({
      wrap: (inner) => ({
        label: inner.label,
        async open(sync, signal) {
          const delivery = await inner.open(sync, signal);
          return { ...delivery, traffic: delivery.traffic, finish: async () => [] };
        },
      }),
    });
    world.source.scope('main').documents = { a: 'One.' };

    expect(await caught(world.sync())).toMatchObject({ code: 'receipt_missing' });
  });
});

import { describe, expect, it } from 'vitest';
import { RetryError } from '#core/errors.ts';
import { manyDocuments, type SyncWorld, syncWorld } from '../support/sync-world.ts';

/** A world whose documents were all delivered, under the coverage named. */
async function syncedWorld(count: number, coverage: 'everything' | 'snapshot'): Promise<SyncWorld> {
  const world = syncWorld();
  Object.assign(world.source.scope('main'), { coverage, documents: manyDocuments(count) });
  await world.sync();
  return world;
}

function leave(world: SyncWorld, count: number): void {
  world.source.scope('main').documents = manyDocuments(count);
}

const heldCount = (world: SyncWorld) => Object.keys(world.held()).length;

describe('absence from a snapshot', () => {
  it('is proof: what is missing is removed at once, after what was added', async () => {
    const world = await syncedWorld(10, 'snapshot');
    world.source.scope('main').documents = { ...manyDocuments(8), zzz: 'New.' };

    const { report, plan } = await world.sync();

    expect(report).toMatchObject({ deleted: 2, added: 1, held: 0, complete: true });
    expect(world.destination.changes.slice(-3).map((change) => change.do)).toEqual([
      'upsert',
      'delete',
      'delete',
    ]);
    expect(plan.filter((entry) => entry.action === 'remove')).toEqual([
      { documentId: 'doc-008', action: 'remove', reason: 'not in the source any more' },
      { documentId: 'doc-009', action: 'remove', reason: 'not in the source any more' },
    ]);
  });

  it.each([
    [30, 25],
    [400, 100],
  ])('of %i documents at most %i go at once', async (total, cap) => {
    const world = await syncedWorld(total, 'snapshot');
    leave(world, total - cap - 1);

    const over = await world.sync();
    const heldBack = heldCount(world);
    leave(world, total - cap);
    const within = await world.sync();

    expect(over.report).toMatchObject({ deleted: 0, held: cap + 1, complete: false });
    expect(over.events).toContainEqual({
      event: 'deletions:held',
      count: cap + 1,
      reason: expect.stringContaining('--allow-mass-delete'),
    });
    expect(heldBack).toBe(total);
    expect(within.report).toMatchObject({ deleted: cap, held: 0, complete: true });
  });

  it('an intended mass delete passes when it is allowed', async () => {
    const world = await syncedWorld(200, 'snapshot');
    leave(world, 1);

    const { report } = await world.sync({ allowMassDelete: true });

    expect(report).toMatchObject({ deleted: 199, complete: true });
    expect(heldCount(world)).toBe(1);
  });

  it('a change of all ids at once is stopped, and the new documents are there', async () => {
    const world = await syncedWorld(100, 'snapshot');
    const renamed = Object.entries(manyDocuments(100)).map(([id, text]) => [`new-${id}`, text]);
    world.source.scope('main').documents = Object.fromEntries(renamed);

    const { report } = await world.sync();

    expect(report).toMatchObject({ added: 100, deleted: 0, held: 100, complete: false });
    expect(heldCount(world)).toBe(200);
  });
});

describe('absence from a complete listing', () => {
  it('waits for a second one that agrees', async () => {
    const world = await syncedWorld(10, 'everything');
    leave(world, 8);

    const first = await world.sync();
    const heldAfterFirst = heldCount(world);
    const second = await world.sync();

    expect(first.report).toMatchObject({ deleted: 0, held: 2, complete: true });
    expect(first.events.filter((event) => event.event === 'deletions:held')).toHaveLength(1);
    expect(heldAfterFirst).toBe(10);
    expect(world.source.gets).toEqual(['doc-008', 'doc-009', 'doc-008', 'doc-009']);
    expect(second.report).toMatchObject({ deleted: 2, held: 0, complete: true });
    expect(heldCount(world)).toBe(8);
    expect((await world.sync()).report).toMatchObject({ unchanged: 8, held: 0, writeCalls: 0 });
  });

  it('is forgotten when the document comes back', async () => {
    const world = await syncedWorld(10, 'everything');
    leave(world, 9);
    await world.sync();
    leave(world, 10);
    await world.sync();
    leave(world, 9);

    const { report } = await world.sync();

    expect(report).toMatchObject({ deleted: 0, held: 1 });
    expect(heldCount(world)).toBe(10);
  });

  it('is not believed when the source still has the document, which is then read', async () => {
    const world = await syncedWorld(10, 'everything');
    const { documents } = world.source.scope('main');
    documents['doc-009'] = { text: 'Changed.', version: 'new', unlisted: true };

    const { report } = await world.sync();

    expect(report).toMatchObject({ documents: 10, updated: 1, unchanged: 9, held: 0, deleted: 0 });
    expect(world.held()['doc-009']).toBe('Changed.');
    expect((await world.sync()).report).toMatchObject({ unchanged: 10, held: 0 });
  });

  it('is held without a tombstone when the source cannot be asked', async () => {
    const world = await syncedWorld(10, 'everything');
    const main = world.source.scope('main');
    leave(world, 9);
    main.getError = new RetryError('Busy.', { code: 'busy' });
    const unsure = [await world.sync(), await world.sync()];
    main.getError = undefined;

    const first = await world.sync();
    const second = await world.sync();

    expect(unsure.map(({ report }) => report.held)).toEqual([1, 1]);
    expect(first.report).toMatchObject({ held: 1, deleted: 0 });
    expect(second.report).toMatchObject({ held: 0, deleted: 1 });
  });

  it('works without a way to ask', async () => {
    const world = await syncedWorld(10, 'everything');
    const { get: _, ...source } = world.source;
    leave(world, 9);

    const first = await world.sync({ source });
    const second = await world.sync({ source });

    expect([first.report.held, second.report.deleted]).toEqual([1, 1]);
  });

  it('a read that covers only changes neither confirms nor clears a suspicion', async () => {
    const world = await syncedWorld(10, 'everything');
    leave(world, 9);
    await world.sync();
    world.source.scope('main').coverage = undefined;
    const between = await world.sync();
    world.source.scope('main').coverage = 'everything';

    const { report } = await world.sync();

    expect(between.report).toMatchObject({ deleted: 0, held: 0 });
    expect(report).toMatchObject({ deleted: 1 });
  });

  it.each([
    ['an empty listing of three', 3, 0],
    ['a listing below a tenth of fifty', 50, 4],
    ['more than the cap', 200, 120],
  ])('is suspect with %s: no tombstone, however often', async (_, total, left) => {
    const world = await syncedWorld(total, 'everything');
    leave(world, left);

    for (const _time of ['first', 'second', 'third']) {
      const { report } = await world.sync();
      expect(report).toMatchObject({ deleted: 0, held: total - left, complete: false });
    }

    expect(world.source.gets).toEqual([]);
    expect(heldCount(world)).toBe(total);
  });

  it('an empty listing of two is believed in the end', async () => {
    const world = await syncedWorld(2, 'everything');
    leave(world, 0);
    await world.sync();

    expect((await world.sync()).report).toMatchObject({ deleted: 2, complete: true });
  });

  it('an intended mass delete still needs two listings', async () => {
    const world = await syncedWorld(200, 'everything');
    leave(world, 0);

    const first = await world.sync({ allowMassDelete: true });
    const second = await world.sync({ allowMassDelete: true });

    expect(first.report).toMatchObject({ deleted: 0, held: 200, complete: true });
    expect(second.report).toMatchObject({ deleted: 200, held: 0, complete: true });
  });

  it('of very many a sample of fifty is asked for, and one that is there holds them all', async () => {
    const world = await syncedWorld(400, 'everything');
    leave(world, 300);
    const first = await world.sync();
    const sample = [...world.source.gets];
    const [asked = ''] = sample;
    const { documents } = world.source.scope('main');
    documents[asked] = {
      text: `Text of ${asked}.`,
      version: `v:Text of ${asked}.`,
      unlisted: true,
    };

    const second = await world.sync();

    expect(first.report).toMatchObject({ held: 100, complete: true });
    expect(new Set(sample).size).toBe(50);
    expect(second.report).toMatchObject({ deleted: 0, held: 99, unchanged: 301, complete: false });
    expect(heldCount(world)).toBe(400);
  });
});

describe('the guard over several scopes', () => {
  it('counts the removals of all scopes together', async () => {
    const world = syncWorld({ scopes: { one: {}, two: {} } });
    const texts = Object.entries(manyDocuments(60));
    world.source.scope('one').documents = Object.fromEntries(texts.slice(0, 30));
    world.source.scope('two').documents = Object.fromEntries(texts.slice(30));
    await world.sync();
    world.source.scope('one').documents = Object.fromEntries(texts.slice(0, 15));
    world.source.scope('two').documents = Object.fromEntries(texts.slice(45));

    const { report } = await world.sync();

    expect(report).toMatchObject({ deleted: 0, held: 30, complete: false });
    expect(heldCount(world)).toBe(60);
  });
});

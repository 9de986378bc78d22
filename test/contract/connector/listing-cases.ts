import assert from 'node:assert/strict';
import type { ContractCase } from '../contract-case.ts';
import { assertReason } from './assert-reason.ts';
import {
  assertComplete,
  assertConfirmed,
  assertHolds,
  documentOf,
  documentsOf,
  fiveDocuments,
  idsOf,
} from './documents.ts';
import type { ConnectorSubject, ConnectorWorld, Documents } from './subject.ts';
import { openBench, type SyncBench } from './sync-bench.ts';

/** A world that was synced once. */
async function syncedWorld(
  subject: ConnectorSubject,
  documents: Documents,
): Promise<{ readonly world: ConnectorWorld; readonly bench: SyncBench }> {
  const world = await subject.open(documents);
  const bench = openBench(world);
  assertComplete(await bench.sync(), 'after the first sync');
  assertHolds(bench, documents, 'after the first sync');
  return { world, bench };
}

/** Absence needs a second listing that agrees, where the source does not vouch for it. */
async function syncTwice(world: ConnectorWorld, bench: SyncBench) {
  await world.passTime?.();
  const first = await bench.sync();
  assertComplete(first, 'after the change');
  await world.passTime?.();
  const second = await bench.sync();
  assertComplete(second, 'one sync after the change');
  return { first, second };
}

const { charlie: _charlie, ...withoutCharlie } = fiveDocuments;

/** What becomes of documents that appear, change, move and go. */
export const listingCases: readonly ContractCase<ConnectorSubject>[] = [
  {
    name: 'announces every document once, with an id, an address and its own text',
    async run(subject) {
      await using world = await subject.open(fiveDocuments);
      const bench = openBench(world);

      const observed = await bench.sync();

      assertComplete(observed, 'after the first sync');
      assertHolds(bench, fiveDocuments, 'after the first sync');
      const items = observed.sourceEvents.flatMap((event) =>
        event.is === 'item' ? [event.item] : [],
      );
      const ids = items.map((item) => item.id);
      assert.equal(new Set(ids).size, ids.length, 'an id was announced twice');
      for (const { id, url, load, skip } of items) {
        assert.ok(id.length > 0 && id.length <= 1_024, `the id ${id} is empty or too long`);
        assert.ok(URL.canParse(url), `the address ${url} of ${id} is none`);
        assert.ok(load || skip, `${id} has neither content nor a reason for having none`);
      }
    },
  },
  {
    name: 'the same listing twice loads nothing and writes nothing',
    async run(subject) {
      const { world, bench } = await syncedWorld(subject, fiveDocuments);
      await using _ = world;

      const again = await bench.sync();

      assertComplete(again, 'after the second sync');
      assert.deepEqual(again.loads, [], 'documents were loaded again');
      assert.equal(again.report?.writeCalls, 0, 'an unchanged source cost write calls');
      assertHolds(bench, fiveDocuments, 'after the second sync');
      await assertConfirmed(bench, fiveDocuments, 'after the second sync');
    },
  },
  {
    name: 'an edited document is written, and it alone',
    async run(subject) {
      const { world, bench } = await syncedWorld(subject, fiveDocuments);
      await using _ = world;
      const [id] = idsOf(bench, fiveDocuments.bravo!);
      const edited = documentOf('foxtrot');
      await world.put('bravo', edited);

      const observed = await bench.sync();

      assertComplete(observed, 'after an edit');
      assert.deepEqual(
        { written: observed.written, deleted: observed.deleted },
        { written: [id], deleted: [] },
        `after an edit of ${id} the sync did not write it alone: is it announced, with another version?`,
      );
      const documents = { ...fiveDocuments, bravo: edited };
      assertHolds(bench, documents, 'after an edit');
      await assertConfirmed(bench, documents, 'after an edit');
    },
  },
  {
    name: 'a new document is added, and nothing else is written',
    async run(subject) {
      const { world, bench } = await syncedWorld(subject, fiveDocuments);
      await using _ = world;
      await world.put('golf', documentOf('golf'));

      const observed = await bench.sync();

      assertComplete(observed, 'after an addition');
      assert.equal(
        observed.written.length,
        1,
        `one document was added, and these were written: ${observed.written.join(', ') || 'none'}`,
      );
      assertHolds(bench, { ...fiveDocuments, golf: documentOf('golf') }, 'after an addition');
    },
  },
  {
    name: 'a deleted document is removed, and no other',
    async run(subject) {
      const { world, bench } = await syncedWorld(subject, fiveDocuments);
      await using _ = world;
      const ids = idsOf(bench, fiveDocuments.charlie!);
      await world.remove('charlie');

      const { first, second } = await syncTwice(world, bench);

      assertHolds(bench, withoutCharlie, 'after a deletion');
      await assertConfirmed(bench, withoutCharlie, 'after a deletion');
      assert.deepEqual(
        [...first.deleted, ...second.deleted],
        ids,
        'two syncs after a deletion deleted something else, or nothing',
      );
    },
  },
  {
    name: 'a deleted document that comes back is held again',
    async run(subject) {
      const { world, bench } = await syncedWorld(subject, fiveDocuments);
      await using _ = world;
      await world.remove('charlie');
      await syncTwice(world, bench);
      await world.put('charlie', fiveDocuments.charlie!);

      assertComplete(await bench.sync(), 'after the restoration');

      assertHolds(bench, fiveDocuments, 'after the restoration');
    },
  },
  ...(['move', 'rename'] as const).map(
    (change): ContractCase<ConnectorSubject> => ({
      name: `after a ${change} a document is held once, and was never missing`,
      async run(subject) {
        const { world, bench } = await syncedWorld(subject, fiveDocuments);
        await using _ = world;
        await world[change]('delta');

        const first = await bench.sync();

        assertComplete(first, `after a ${change}`);
        const { length } = idsOf(bench, fiveDocuments.delta!);
        assert.ok(length > 0, `the document was missing after a ${change}`);
        assertComplete(await bench.sync(), `one sync after a ${change}`);
        assertHolds(bench, fiveDocuments, `one sync after a ${change}`);
        await assertConfirmed(bench, fiveDocuments, `after a ${change}`);
      },
    }),
  ),
  {
    name: 'two documents with the same title stay two documents',
    async run(subject) {
      const documents = {
        one: documentOf('one', 'The same title'),
        two: documentOf('two', 'The same title'),
        ...documentsOf('three'),
      };
      const { world, bench } = await syncedWorld(subject, documents);
      await using _ = world;
      const [id] = idsOf(bench, documents.two);
      const edited = { ...documents, one: documentOf('first', 'The same title') };
      await world.put('one', edited.one);

      assertComplete(await bench.sync(), 'after an edit of one of them');

      assertHolds(bench, edited, 'after an edit of one of them');
      assert.deepEqual(idsOf(bench, documents.two), [id], 'the other one has another id now');
    },
  },
  {
    name: 'a document that is asked for alone is the one that the listing shows, or gone',
    async run(subject) {
      await using world = await subject.open(fiveDocuments);
      const source = world.connect(new AbortController().signal);
      if (!source.get) return assertReason('noGet', subject.noGet, 'the source has no get');
      const bench = openBench(world);
      const { sourceEvents } = await bench.sync();
      const [id] = idsOf(bench, fiveDocuments.echo!);
      const listed = sourceEvents.find((event) => event.is === 'item' && event.item.id === id);
      const scope = await firstScope(source.scopes());
      assert.ok(id !== undefined && listed?.is === 'item');

      const found = await source.get(scope, id);
      await world.remove('echo');
      const gone = await source.get(scope, id);

      assert.ok('url' in found, 'a document that is there was called gone');
      assert.deepEqual(
        [found.id, found.url, found.version],
        [listed.item.id, listed.item.url, listed.item.version],
        'asked for alone, the document has another id, URL or version than in the listing',
      );
      assert.ok(!('url' in gone), 'a document that is gone was found');
    },
  },
];

async function firstScope<Scope>(scopes: AsyncIterable<Scope>): Promise<Scope> {
  for await (const scope of scopes) return scope;
  throw new Error('The source has no scope.');
}

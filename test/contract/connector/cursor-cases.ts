import assert from 'node:assert/strict';
import type { ContractCase } from '../contract-case.ts';
import {
  assertComplete,
  assertHolds,
  documentOf,
  fiveDocuments,
  manyDocuments,
} from './documents.ts';
import type { ConnectorSubject, ConnectorWorld } from './subject.ts';
import { openBench, type SyncBench } from './sync-bench.ts';

const maxCursorBytes = 64 * 1024;

/** Every kind of change at once. */
async function changeEverything(world: ConnectorWorld): Promise<void> {
  await world.put('alpha', documentOf('hotel'));
  await world.remove('bravo');
  await world.move('charlie');
  await world.put('india', documentOf('india'));
}

const { bravo: _bravo, ...rest } = fiveDocuments;
const changedDocuments = { ...rest, alpha: documentOf('hotel'), india: documentOf('india') };

/** Absence needs two listings that agree. */
async function syncTwiceMore(world: ConnectorWorld, bench: SyncBench): Promise<void> {
  for (let sync = 1; sync <= 2; sync += 1) {
    await world.passTime?.();
    await bench.sync();
  }
}

/** @param changesPerWrite how many changes become durable together: early, now and then, or at the end. */
function killedWhile(changesPerWrite: number): readonly ContractCase<ConnectorSubject>[] {
  const by = `with ${changesPerWrite} to a write`;
  return [
    {
      name: `killed after every single event and resumed, it reaches the same state, ${by}`,
      async run(subject) {
        await using world = await subject.open(fiveDocuments);
        const before = openBench(world, { changesPerWrite, concurrency: 1 });
        assertComplete(await before.sync(), 'after the first sync');
        await changeEverything(world);
        const undisturbed = await before.fork();
        const { sourceEvents } = await undisturbed.sync();
        await syncTwiceMore(world, undisturbed);
        assertHolds(undisturbed, changedDocuments, 'after the changes');
        const wanted = await undisturbed.state();

        assert.ok(sourceEvents.length > 0, 'the source told nothing');
        for (let killAfter = 1; killAfter <= sourceEvents.length; killAfter += 1) {
          const bench = await before.fork();
          const killed = await bench.sync({ killAfter });
          // After time has passed a source may list instead, and has fewer events to tell.
          const isOver = world.passTime && killed.sourceEvents.length < killAfter;
          assert.ok(isOver || killed.error, `the run outlived its end after event ${killAfter}`);
          await syncTwiceMore(world, bench);
          assert.deepEqual(await bench.state(), wanted, `killed after event ${killAfter}`);
        }
      },
    },
    {
      name: `killed after every single event of its first sync, it reaches the same state, ${by}`,
      async run(subject) {
        await using world = await subject.open(fiveDocuments);
        const undisturbed = openBench(world, { changesPerWrite, concurrency: 1 });
        const { sourceEvents } = await undisturbed.sync();
        const wanted = await undisturbed.state();

        for (let killAfter = 1; killAfter <= sourceEvents.length; killAfter += 1) {
          const bench = openBench(world, { changesPerWrite, concurrency: 1 });
          await bench.sync({ killAfter });
          assertComplete(await bench.sync(), `after event ${killAfter}`);
          assert.deepEqual(await bench.state(), wanted, `killed after event ${killAfter}`);
        }
      },
    },
  ];
}

/** Interruption, resumption, and the cursors that they live on. */
export const cursorCases: readonly ContractCase<ConnectorSubject>[] = [
  ...[1, 3, 100].flatMap(killedWhile),
  {
    name: 'a cursor survives JSON, stays under 64 KB, and does not grow with the documents',
    async run(subject) {
      const sizes: number[] = [];
      for (const count of [5, 120]) {
        await using world = await subject.open(manyDocuments(count));
        const { cursors } = await openBench(world).sync();
        for (const cursor of cursors) {
          const text = JSON.stringify(cursor);
          assert.deepEqual(JSON.parse(text), cursor, 'a cursor is not what JSON makes of it');
        }
        sizes.push(Math.max(0, ...cursors.map((cursor) => JSON.stringify(cursor).length)));
      }
      const [few = 0, many = 0] = sizes;
      assert.ok(many < maxCursorBytes, `a cursor has ${many} bytes`);
      assert.ok(many - few < 1_024, `115 documents more let a cursor grow by ${many - few} bytes`);
    },
  },
  {
    name: 'an expired cursor costs one rescan: no gap, nothing twice',
    async run(subject) {
      await using world = await subject.open(fiveDocuments);
      const bench = openBench(world);
      const { cursors } = await bench.sync();
      if (!world.expireCursors) {
        assert.ok(
          cursors.length === 0 || subject.noExpiry,
          'the source gives cursors: its worlds need expireCursors, or the subject says noExpiry',
        );
        return;
      }
      await world.expireCursors();
      await world.put('alpha', documentOf('hotel'));

      const observed = await bench.sync();

      assertComplete(observed, 'after the cursor expired');
      const rescans = observed.sourceEvents.filter((event) => event.is === 'rescan');
      assert.equal(rescans.length, 1, 'there must be one rescan');
      const documents = { ...fiveDocuments, alpha: documentOf('hotel') };
      assertHolds(bench, documents, 'after the cursor expired');
      assert.deepEqual(observed.deleted, []);
      const next = await bench.sync();
      assert.ok(
        next.sourceEvents.every((event) => event.is !== 'rescan'),
        'the sync after a rescan had to rescan too',
      );
    },
  },
];

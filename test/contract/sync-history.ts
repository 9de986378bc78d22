import assert from 'node:assert/strict';
import type { SyncReport } from '#core/events.ts';
import type { SyncHistory, SyncRecord } from '#core/sync-history.ts';
import type { ContractCase } from './contract-case.ts';

export interface SyncHistorySubject {
  readonly history: SyncHistory;
  /** A second worker's view of the same store. */
  readonly otherHistory: SyncHistory;
}

const start = Date.UTC(2026, 0, 15, 12);

const report: SyncReport = {
  documents: 12,
  chunks: 340,
  added: 1,
  updated: 2,
  deleted: 3,
  unchanged: 9,
  skipped: 4,
  failed: 5,
  held: 6,
  writeCalls: 7,
  requests: 8,
  bytes: 9_000_000_000,
  seconds: 1.25,
  complete: true,
};

function syncOf(index: number, more: Partial<SyncRecord> = {}): SyncRecord {
  const startedAt = start + index * 60_000;
  return {
    id: `sync-${index}`,
    source: 'Handbook',
    outcome: 'good',
    startedAt,
    endedAt: startedAt + 1_000,
    report,
    problem: undefined,
    ...more,
  };
}

const problem = { code: 'no_answer', message: 'naïve 日本語 "did not" answer', hint: undefined };

/** What `core/sync-history.ts` says an implementer owes. */
export const syncHistoryContract: readonly ContractCase<SyncHistorySubject>[] = [
  {
    name: 'a recorded sync comes back as it was, to every reader',
    async run({ history, otherHistory }) {
      const good = syncOf(1);
      const failed = syncOf(2, { outcome: 'failed', report: undefined, problem });
      const partial = syncOf(3, { outcome: 'partial', problem: { ...problem, hint: 'Try.' } });
      for (const sync of [good, failed, partial]) await history.record(sync);

      assert.deepEqual(await otherHistory.list('Handbook'), [partial, failed, good]);
      assert.deepEqual(await history.list('Elsewhere'), []);
    },
  },
  {
    name: 'syncs come newest first, of one outcome and as many as asked for',
    async run({ history }) {
      for (let index = 1; index <= 6; index += 1) {
        const outcome = index % 2 === 0 ? 'good' : 'cut';
        await history.record(syncOf(index, { outcome }));
      }

      const ids = async (filter: Parameters<SyncHistory['list']>[1]) =>
        (await history.list('Handbook', filter)).map(({ id }) => id);

      assert.deepEqual(await ids({ limit: 2 }), ['sync-6', 'sync-5']);
      assert.deepEqual(await ids({ outcome: 'good' }), ['sync-6', 'sync-4', 'sync-2']);
      assert.deepEqual(await ids({ outcome: 'good', limit: 1 }), ['sync-6']);
      assert.deepEqual(await ids({ outcome: 'failed' }), []);
    },
  },
  {
    name: 'the same id again replaces what was noted before',
    async run({ history }) {
      await history.record(syncOf(1, { outcome: 'cut' }));
      await history.record(syncOf(1));

      assert.deepEqual(await history.list('Handbook'), [syncOf(1)]);
    },
  },
  {
    name: 'old syncs are forgotten, but never the last good one, the first, nor those of another source',
    async run({ history }) {
      await history.record(syncOf(0, { id: 'elsewhere', source: 'Website' }));
      await history.record(syncOf(1));
      await history.record(syncOf(2));
      for (let index = 3; index <= 700; index += 1) {
        await history.record(syncOf(index, { outcome: 'partial', problem }));
      }

      const kept = await history.list('Handbook', { limit: 1_000 });

      assert.ok(kept.length >= 102 && kept.length <= 500, `${kept.length} are kept`);
      assert.equal(kept[0]?.id, 'sync-700');
      assert.deepEqual(
        kept.slice(-2).map(({ id }) => id),
        ['sync-2', 'sync-1'],
      );
      assert.equal(
        (await history.list('Handbook', { outcome: 'good', limit: 1 }))[0]?.id,
        'sync-2',
      );
      assert.equal((await history.list('Website')).length, 1);
    },
  },
  {
    name: 'of several workers exactly one is told that a source became stale, and one that it recovered',
    async run({ history, otherHistory }) {
      const stale = await Promise.all(
        [history, otherHistory, history].map((one) => one.markStale('Handbook', start)),
      );
      const since = await otherHistory.staleSince('Handbook');
      const fresh = await Promise.all(
        [history, otherHistory, history].map((one) => one.markFresh('Handbook')),
      );

      assert.deepEqual(stale.filter(Boolean).length, 1);
      assert.equal(since, start);
      assert.deepEqual(fresh.filter(Boolean).length, 1);
      assert.equal(await history.staleSince('Handbook'), undefined);
      assert.equal(await history.markStale('Handbook', start), true);
    },
  },
  {
    name: 'a source that stays stale keeps its first instant',
    async run({ history }) {
      await history.markStale('Handbook', start);
      await history.markStale('Handbook', start + 60_000);

      assert.equal(await history.staleSince('Handbook'), start);
      assert.equal(await history.staleSince('Website'), undefined);
    },
  },
];

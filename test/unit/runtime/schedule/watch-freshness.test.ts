import { describe, expect, it } from 'vitest';
import type { SyncOutcome } from '#core/sync-history.ts';
import type { Activity } from '#runtime/activity.ts';
import { watchFreshness } from '#runtime/schedule/watch-freshness.ts';
import { createSqliteSyncHistory } from '#runtime/store/sqlite/sync-history.ts';
import { openInboxDatabase } from '../../../support/inbox-database.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { waitUntil } from '../../../support/wait-until.ts';

const hourMs = 3_600_000;

/** A history on disk, and watchers of one source that are stopped when the test ends. */
function openWatch() {
  const folder = temporaryFolder();
  const sql = openInboxDatabase(folder.path);
  const history = createSqliteSyncHistory(sql);
  const clock = manualClock();
  const told: Activity[] = [];
  const stop = new AbortController();
  const watchers: Promise<void>[] = [];
  const objectives = [{ source: 'Handbook', objectiveMs: 2 * hourMs }];
  let syncs = 0;
  return {
    told,
    clock,
    history,
    sql,
    events: () => told.map(({ event }) => event),
    /** Resolves when the watcher has judged for the first time. */
    async start() {
      const watch = (activity: Activity) => told.push(activity);
      watchers.push(watchFreshness({ objectives, history, clock, watch }, stop.signal));
      await waitUntil('it sleeps', () => clock.sleeping === watchers.length);
    },
    async synced(outcome: SyncOutcome) {
      const now = clock.now();
      const times = { startedAt: now, endedAt: now };
      syncs += 1;
      const id = `sync-${syncs}`;
      const rest = { report: undefined, problem: undefined };
      await history.record({ id, source: 'Handbook', outcome, ...times, ...rest });
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(watchers);
      sql.close();
      folder[Symbol.dispose]();
    },
  };
}

describe('a source with an objective', () => {
  it('gives one alarm when its last good sync is too old, and one word when it recovers', async () => {
    await using desk = openWatch();
    await desk.synced('good');
    await desk.start();

    await desk.clock.advance(2 * hourMs);
    const before = desk.events();
    await desk.clock.advance(hourMs);
    const during = desk.told.slice();
    await desk.synced('good');
    await desk.clock.advance(60_000);

    expect(before).toEqual([]);
    expect(during).toEqual([
      {
        event: 'source:stale',
        source: 'Handbook',
        ageMs: expect.closeTo(2 * hourMs, -5),
        objectiveMs: 2 * hourMs,
      },
    ]);
    expect(desk.events()).toEqual(['source:stale', 'source:fresh']);
  });

  it('does not become fresh by a sync that is partial, cut or failed', async () => {
    await using desk = openWatch();
    await desk.synced('good');
    await desk.start();
    await desk.clock.advance(3 * hourMs);

    for (const outcome of ['partial', 'cut', 'failed'] as const) await desk.synced(outcome);
    await desk.clock.advance(60_000);

    expect(desk.events()).toEqual(['source:stale']);
  });

  it('that never had a good sync is as old as what is known of it', async () => {
    await using desk = openWatch();
    await desk.synced('failed');
    await desk.clock.advance(hourMs);
    await desk.synced('failed');
    await desk.start();

    await desk.clock.advance(hourMs + 30_000);

    expect(desk.events()).toEqual(['source:stale']);
  });

  it('that nothing is known of is stale once a worker has waited that long', async () => {
    await using desk = openWatch();
    await desk.start();

    await desk.clock.advance(2 * hourMs);
    const before = desk.events();
    await desk.clock.advance(60_000);

    expect([before, desk.events()]).toEqual([[], ['source:stale']]);
  });

  it('is told once by all workers together, and not again after a restart', async () => {
    await using desk = openWatch();
    await desk.synced('good');
    await desk.clock.advance(3 * hourMs);

    await desk.start();
    await desk.start();
    await desk.clock.advance(60_000);
    await desk.start();
    await desk.clock.advance(60_000);

    expect(desk.events()).toEqual(['source:stale']);
  });

  it('is judged again after the store did not answer', async () => {
    await using desk = openWatch();
    await desk.synced('good');
    const { list } = desk.history;
    let isDown = true;
    desk.history.list = async (...call) => {
      if (isDown) throw new Error('gone');
      return list(...call);
    };
    await desk.start();
    await desk.clock.advance(3 * hourMs);
    const during = new Set(desk.events());
    isDown = false;
    await desk.clock.advance(60_000);

    expect([...during]).toEqual(['process:fault']);
    expect(desk.events().at(-1)).toBe('source:stale');
  });
});

import type { Clock } from '#core/clock.ts';
import type { Sql } from '#core/sql.ts';
import type { DataSource } from '#twig/api/data-sources.ts';
import type { SyncCounts } from '#twig/api/push.ts';
import { asError } from '#util/as-error.ts';
import { cutText } from '#util/cut-text.ts';
import type { IndexWriter } from './index-writer.ts';
import { type ClaimedWork, runClaimed } from './run-claimed.ts';
import { findDataSource } from './store/data-sources.ts';
import {
  dueSyncRuns,
  nextSyncRunDueAt,
  type SyncRunKey,
  type SyncRunOutcome,
} from './store/sync-runs.ts';
import { dueDataSources, nextDataSourceDueAt } from './store/sync-schedule.ts';
import type { ProgressBoard, SyncProgress } from './sync-progress.ts';
import type { Wake } from './wake.ts';

/** A sync that the server asks for: what to read, and as which sync to push it. */
export interface RequestedSync {
  readonly dataSource: DataSource;
  /** Whose data source it is. */
  readonly organisation: string;
  readonly syncId: string;
  /** Told how far the reading is. */
  progressed(seen: SyncProgress): void;
}

/** What a sync came to. `problem` says what could not be read although the rest was. */
export interface SyncResult {
  readonly counts: SyncCounts;
  readonly problem?: string;
}

/** Reads a data source through its connector and pushes what changed. Its error is the failure's reason. */
export type StartSync = (sync: RequestedSync, signal: AbortSignal) => Promise<SyncResult>;

export interface RunSyncsParts {
  readonly reader: Sql;
  readonly writer: IndexWriter;
  readonly clock: Clock;
  /** Of the outbox. */
  readonly wake: Wake;
  /** Rung when a sync was requested or a frequency changed. */
  readonly syncWake: Wake;
  readonly progress: ProgressBoard;
  readonly report: (error: Error) => void;
}

const concurrency = 2;

/**
 * Runs requested syncs, and those whose frequency says that it is time, until aborted. A run that a
 * stop interrupts is begun anew by the next process.
 */
export async function runSyncs(
  parts: RunSyncsParts,
  startSync: StartSync,
  signal: AbortSignal,
): Promise<void> {
  const { reader, writer, clock, syncWake, report } = parts;
  await Promise.all([
    runClaimed(syncWork(parts, startSync), { clock, wake: syncWake, concurrency, report }, signal),
    keepSchedule({ reader, writer, clock, syncWake, report }, signal),
  ]);
}

/** Longest sleep of the schedule: another process may change a frequency. */
const scheduleMs = 30_000;

async function keepSchedule(
  { reader, writer, clock, syncWake, report }: Omit<RunSyncsParts, 'wake' | 'progress'>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const now = clock.now();
    let nextAt = Number.POSITIVE_INFINITY;
    try {
      for (const due of dueDataSources(reader, now, 100)) {
        if (await writer.takeTurn({ ...due, now })) syncWake.ring();
      }
      nextAt = nextDataSourceDueAt(reader, now) ?? nextAt;
    } catch (error) {
      // The next look may succeed, and nothing else would ever look again.
      report(asError(error));
    }
    // Ended early by design: the only thing that rejects is the abort.
    await clock
      .sleep(Math.max(1, Math.min(scheduleMs, nextAt - now)), signal)
      .catch(() => undefined);
  }
}

function syncWork(
  { reader, writer, clock, wake, progress }: RunSyncsParts,
  startSync: StartSync,
): ClaimedWork<SyncRunKey> {
  return {
    idOf: ({ dataSourceId }) => dataSourceId,
    due: (now, limit) => dueSyncRuns(reader, now, limit),
    nextDueAt: (now) => nextSyncRunDueAt(reader, now),
    claim: (run, claim) => writer.claimSyncRun(run, claim),
    renew: (run, claimed) => writer.renewSyncRun(run, claimed),
    release: (run, held) => writer.releaseSyncRun(run, held),
    async run(run, signal) {
      const outcome = await readDataSource(run, signal);
      return async (claimedUntil) => {
        const end = { ...run, claimedUntil, outcome, now: clock.now() };
        if ((await writer.finishSyncRun(end)) > 0) wake.ring();
      };
    },
  };

  async function readDataSource(run: SyncRunKey, signal: AbortSignal): Promise<SyncRunOutcome> {
    const { organisation, dataSourceId, syncId } = run;
    const dataSource = findDataSource(reader, organisation, dataSourceId)?.shown;
    if (!dataSource) return { is: 'failed', reason: 'The data source was deleted.' };
    progress.begin(dataSourceId);
    try {
      const progressed = (seen: SyncProgress) => progress.note(dataSourceId, seen);
      const result = await startSync({ dataSource, organisation, syncId, progressed }, signal);
      return { is: 'completed', ...result };
    } catch (error) {
      return { is: 'failed', reason: cutText(asError(error).message, 500) };
    } finally {
      progress.end(dataSourceId);
    }
  }
}

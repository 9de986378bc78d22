import type { Queue, QueuedJob } from '#core/queue.ts';
import type { SyncHistory, SyncRecord } from '#core/sync-history.ts';
import type { SourceConfig } from '#runtime/config/config.ts';
import { nextRun } from '#runtime/schedule/next-run.ts';
import { syncKey } from '../worker/sync-task.ts';

/**
 * - `never`: it was never synced.
 * - `syncing`: a worker is at it, or between two slices of it.
 * - `good`, `partial`, `failed`: how its last sync came out.
 */
export type SourceCondition = 'never' | 'syncing' | 'good' | 'partial' | 'failed';

/** What the store says of one source of the configuration. */
export interface SourceStatus {
  readonly source: SourceConfig;
  readonly condition: SourceCondition;
  readonly lastSync: SyncRecord | undefined;
  readonly lastGood: SyncRecord | undefined;
  /** Of the last good sync, from its beginning on, in milliseconds. */
  readonly ageMs: number | undefined;
  /** True when it is over its objective; a source without one is never stale. */
  readonly stale: boolean;
  /** Epoch milliseconds; undefined when nobody planned one. */
  readonly nextAt: number | undefined;
  /** Failures of the sync that waits for another try. */
  readonly failures: number;
}

export interface SourceStatusOptions {
  readonly history: SyncHistory;
  readonly queue: Pick<Queue, 'jobsOf'>;
  /** Epoch milliseconds. */
  readonly now: number;
}

export async function readSourceStatus(
  source: SourceConfig,
  { history, queue, now }: SourceStatusOptions,
): Promise<SourceStatus> {
  const { name, freshnessMs } = source;
  const [lastSync] = await history.list(name, { limit: 1 });
  const [lastGood] = await history.list(name, { outcome: 'good', limit: 1 });
  const oldest = lastGood ?? (await history.list(name, { limit: 500 })).at(-1);
  const jobs = await queue.jobsOf(syncKey(name));
  const waiting = jobs.filter(({ state }) => state === 'waiting');
  const ageMs = lastGood && now - lastGood.startedAt;
  return {
    source,
    condition: conditionOf(jobs, lastSync, now),
    lastSync,
    lastGood,
    ageMs,
    stale:
      freshnessMs !== undefined && oldest !== undefined && now - oldest.startedAt > freshnessMs,
    nextAt: waiting[0]?.runAt ?? unplanned(source, lastSync, now),
    failures: Math.max(0, ...waiting.map(({ attempts }) => attempts)),
  };
}

function conditionOf(
  jobs: readonly QueuedJob[],
  last: SyncRecord | undefined,
  now: number,
): SourceCondition {
  const isGoingOn =
    last?.outcome === 'cut' && jobs.some(({ state, runAt }) => state === 'waiting' && runAt <= now);
  if (isGoingOn || jobs.some(({ state }) => state === 'running')) return 'syncing';
  if (last === undefined) return 'never';
  return last.outcome === 'cut' ? 'partial' : last.outcome;
}

/** When a worker would sync it, were there one. */
function unplanned(
  { syncFrequency }: SourceConfig,
  last: SyncRecord | undefined,
  now: number,
): number | undefined {
  if (syncFrequency === 'manual') return undefined;
  return last === undefined ? now : nextRun(syncFrequency, { last: last.startedAt });
}

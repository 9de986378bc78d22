import type { Clock } from '#core/clock.ts';
import type { Queue } from '#core/queue.ts';
import type { SyncHistory } from '#core/sync-history.ts';
import type { SourceConfig } from '#runtime/config/config.ts';
import { formatSyncFrequency } from '#runtime/config/sync-frequency.ts';
import { nextRun } from '#runtime/schedule/next-run.ts';
import { readSyncTask, scheduledTask, syncJob, syncKey } from './sync-task.ts';

export interface PlanSyncsOptions {
  readonly sources: readonly SourceConfig[];
  readonly queue: Queue;
  readonly history: SyncHistory;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Sees to it that each source with a schedule has its next sync in the queue; from there on each sync
 * plans the one after it. A source that was never synced is due at once; one that missed runs while no
 * worker was there is due once. Several workers may plan at the same time.
 */
export async function planSyncs({
  sources,
  queue,
  history,
  clock,
}: PlanSyncsOptions): Promise<void> {
  for (const source of sources) {
    if (await isPlanned(source, queue)) continue;
    const dueAt = await firstRun(source, history, clock.now());
    if (dueAt !== undefined)
      await queue.enqueue(syncJob(scheduledTask(source, dueAt), source, dueAt));
  }
}

async function isPlanned({ name, syncFrequency }: SourceConfig, queue: Queue): Promise<boolean> {
  const schedule = formatSyncFrequency(syncFrequency);
  const jobs = await queue.jobsOf(syncKey(name));
  return jobs.some(
    ({ state, payload }) =>
      state === 'running' || (state === 'waiting' && readSyncTask(payload)?.schedule === schedule),
  );
}

async function firstRun(
  { name, syncFrequency }: SourceConfig,
  history: SyncHistory,
  now: number,
): Promise<number | undefined> {
  if (syncFrequency === 'manual') return undefined;
  const [last] = await history.list(name, { limit: 1 });
  if (last === undefined || last.outcome === 'cut') return now;
  return nextRun(syncFrequency, { last: last.startedAt });
}

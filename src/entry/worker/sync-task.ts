import { StopRunError } from '#core/errors.ts';
import type { Json } from '#core/json.ts';
import type { NewJob } from '#core/queue.ts';
import type { SourceConfig } from '#runtime/config/config.ts';
import { formatSyncFrequency } from '#runtime/config/sync-frequency.ts';
import { nextRun } from '#runtime/schedule/next-run.ts';

/** One run of one source, as the queue keeps it. */
export interface SyncTask {
  readonly source: string;
  /** When the schedule wanted it, in epoch milliseconds. */
  readonly dueAt: number;
  /** The frequency by which it was planned, as it is written. */
  readonly schedule: string;
  /** When its first slice began, in epoch milliseconds; undefined before that. */
  readonly beganAt: number | undefined;
  /** By how much its slices are longer than usual. */
  readonly patience: number;
}

export const syncKind = 'sync';

/** What keeps two syncs of one source apart. */
export function syncKey(source: string): string {
  return `sync ${source}`;
}

/** Together with the queue's own growing pauses they last about as long as an outage of an API. */
const maxAttempts = 8;

/**
 * The job of a task. It takes the place of a waiting one of the same source, and is not tried again
 * after the next run of the schedule is due.
 */
export function syncJob(task: SyncTask, { syncFrequency }: SourceConfig, runAt: number): NewJob {
  const following = nextRun(syncFrequency, { last: task.dueAt, after: runAt });
  const { source, dueAt, schedule, beganAt, patience } = task;
  return {
    kind: syncKind,
    payload: { source, due_at: dueAt, schedule, began_at: beganAt ?? null, patience },
    key: { value: syncKey(source), mode: 'replace' },
    runAt,
    maxAttempts,
    ...(following !== undefined && { maxAgeMs: following - runAt }),
  };
}

/** The first slice of the run that the schedule wants at that instant. */
export function scheduledTask({ name, syncFrequency }: SourceConfig, dueAt: number): SyncTask {
  const schedule = formatSyncFrequency(syncFrequency);
  return { source: name, dueAt, schedule, beganAt: undefined, patience: 1 };
}

/** @throws StopRunError when another version of twigkit wrote something else. */
export function parseSyncTask(payload: Json): SyncTask {
  const task = readSyncTask(payload);
  if (task) return task;
  throw new StopRunError('A sync job of the queue cannot be read.', {
    code: 'job_payload',
    hint: 'Another version of twigkit wrote it: discard it with "twigkit jobs discard".',
  });
}

/** Undefined when it is none. */
export function readSyncTask(payload: Json): SyncTask | undefined {
  if (typeof payload === 'object' && payload !== null && !Array.isArray(payload)) {
    // Neither null nor a list, so it is an object of JSON values.
    const fields = payload as Readonly<Record<string, Json | undefined>>;
    const { source, due_at: dueAt, schedule, began_at: beganAt, patience } = fields;
    if (
      typeof source === 'string' &&
      typeof dueAt === 'number' &&
      typeof schedule === 'string' &&
      typeof patience === 'number'
    ) {
      const began = typeof beganAt === 'number' ? beganAt : undefined;
      return { source, dueAt, schedule, beganAt: began, patience };
    }
  }
  return undefined;
}

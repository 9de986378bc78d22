import type { Json } from '#core/json.ts';
import type { NewJob } from '#core/queue.ts';

/** What a job's row of pg-boss holds in `data`: the payload, and what pg-boss does not count as we do. */
export interface JobData {
  /** JSON inside a text: `jsonb` would reorder it, and refuses a zero character. */
  readonly payload: string;
  /** Epoch milliseconds; what `start_after` says, where pg-boss hands a job out without saying it. */
  readonly dueAt: number;
  /** A handler's failures. Its own `retry_count` counts the leases. */
  readonly attempts: number;
  readonly maxAttempts: number;
  readonly maxAgeMs?: number;
  /** Epoch milliseconds; set by the first failure, since `start_after` moves then. */
  readonly firstDueAt?: number;
  /** Of the last failure, as JSON inside a text. */
  readonly reason?: string;
}

export function jobData(job: NewJob, now: number): JobData {
  const { payload, maxAttempts = 10, maxAgeMs, runAt = now } = job;
  return {
    payload: JSON.stringify(payload),
    dueAt: runAt,
    attempts: 0,
    maxAttempts,
    ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
  };
}

export function payloadOf({ payload }: JobData): Json {
  // Only `jobData` writes it.
  return JSON.parse(payload) as Json;
}

export function reasonOf({ reason }: JobData): string | undefined {
  return reason === undefined ? undefined : String(JSON.parse(reason));
}

/** PostgreSQL's years have four digits in ISO; later than that is never. */
const latestMs = Date.UTC(9999, 11, 31);

export function instant(epochMs: number): string {
  return new Date(Math.min(epochMs, latestMs)).toISOString();
}

import type { PgBoss } from 'pg-boss';
import type { JobFailure, LeasedJob } from '#core/queue.ts';
import type { Session } from './connect-postgres.ts';
import { instant } from './job-data.ts';
import { heartbeatSeconds, jobTable, queueSchema } from './start-boss.ts';

export interface Prolonging {
  readonly job: LeasedJob;
  /** 0 gives it up. */
  readonly leaseMs: number;
}

/** Which of these leases still stood, in their order. */
export async function prolongLeases(
  session: Session,
  calls: readonly Prolonging[],
): Promise<readonly boolean[]> {
  const { rows } = await session.executeSql(prolong, [
    calls.map(({ job }) => job.id),
    calls.map(({ job }) => Number(job.lease)),
    calls.map(({ leaseMs }) => leaseMs),
  ]);
  const held = new Set(rows.map((row) => row.id));
  return calls.map(({ job }) => held.has(job.id));
}

/** Removes what was done. A job whose lease was lost is left to its new holder. */
export async function completeJobs(
  session: Session,
  boss: PgBoss,
  jobs: readonly LeasedJob[],
): Promise<void> {
  for (const [kind, ofKind] of Map.groupBy(jobs, (job) => job.kind)) {
    const attempts = ofKind.map(({ id, lease }) => ({ id, retryCount: Number(lease) }));
    await boss.deleteJob(kind, attempts, { db: session });
  }
}

/** `backoffMs` is how long it waits when the failure does not say until when. */
export async function failJob(
  session: Session,
  job: LeasedJob,
  { reason, retryAt, final = false }: JobFailure,
  backoffMs: number,
): Promise<'waiting' | 'dead'> {
  const { rows } = await session.executeSql(fail, [
    job.id,
    Number(job.lease),
    JSON.stringify(reason),
    final,
    retryAt === undefined ? null : instant(retryAt),
    backoffMs,
  ]);
  return rows[0]?.state === 'failed' ? 'dead' : 'waiting';
}

const now = `${queueSchema}.job_now()`;

const prolong = `
  UPDATE ${jobTable} AS job SET
    state = CASE WHEN call.ms = 0 THEN 'retry' ELSE job.state END,
    heartbeat_on = ${now} + call.ms * interval '1 millisecond' - interval '${heartbeatSeconds} seconds'
  FROM unnest($1::uuid[], $2::integer[], $3::bigint[]) AS call (id, lease, ms)
  WHERE job.id = call.id AND job.retry_count = call.lease AND job.state = 'active'
  RETURNING job.id`;

/** pg-boss would count leases as tries, and knows neither a time to try again nor a greatest age. */
const fail = `
  UPDATE ${jobTable} AS job SET
    state = CASE WHEN next.dead THEN 'failed' ELSE 'retry' END::${queueSchema}.job_state,
    start_after = CASE WHEN next.dead THEN job.start_after ELSE next.run_at END,
    completed_on = CASE WHEN next.dead THEN ${now} END,
    data = job.data || jsonb_build_object(
      'attempts', next.attempts, 'reason', $3::text, 'firstDueAt', next.first_due_at,
      'dueAt', round(extract(epoch FROM next.run_at) * 1000))
  FROM (
    SELECT *, $4::boolean OR attempts >= max_attempts
      OR coalesce(extract(epoch FROM run_at) * 1000 > first_due_at + max_age_ms, false) AS dead
    FROM (
      SELECT id,
        (data->>'attempts')::integer + 1 AS attempts,
        (data->>'maxAttempts')::integer AS max_attempts,
        (data->>'maxAgeMs')::numeric AS max_age_ms,
        coalesce((data->>'firstDueAt')::numeric, round(extract(epoch FROM start_after) * 1000))
          AS first_due_at,
        coalesce($5::timestamptz, ${now} + $6 * interval '1 millisecond') AS run_at
      FROM ${jobTable} WHERE id = $1 AND retry_count = $2 AND state = 'active' FOR UPDATE) AS held
  ) AS next
  WHERE job.id = next.id
  RETURNING job.state`;

import type { Enqueued, NewJob } from '#core/queue.ts';
import type { Sql } from '#core/sql.ts';
import { newId } from '#util/new-id.ts';

/** Adds or coalesces one job. Must run inside a transaction, in which it may stand beside other writes. */
export function insertJob(sql: Sql, job: NewJob, now: number): Enqueued {
  const key = job.key?.value ?? null;
  const runAt = job.runAt ?? now;
  const state = runAt > now ? 'delayed' : 'ready';
  const payload = JSON.stringify(job.payload);
  const priority = job.priority ?? 0;
  const limits = [job.maxAttempts ?? 10, job.maxAgeMs ?? null, runAt] as const;

  const waiting = key === null ? undefined : sql.get(selectWaiting, key);
  if (waiting !== undefined) {
    const id = String(waiting.id);
    if (job.key?.mode === 'preserve') return { id, outcome: 'kept' };
    sql.run(replace, job.kind, payload, state, runAt, priority, ...limits, id);
    return { id, outcome: 'replaced' };
  }
  const id = newId('job');
  sql.run(insert, id, job.kind, payload, key, state, runAt, priority, ...limits);
  return { id, outcome: 'added' };
}

/** The newest: after a failure an older one of the key may be waiting for its next try too. */
const selectWaiting = `
  SELECT id FROM jobs
  WHERE key = ? AND state IN ('delayed', 'ready')
  ORDER BY seq DESC LIMIT 1`;

/** Other work than before: its failures start at none, and whoever let a lease on it run out has lost it. */
const replace = `
  UPDATE jobs
  SET kind = ?, payload = ?, state = ?, run_at = ?, priority = ?, max_attempts = ?, max_age_ms = ?, first_due_at = ?,
      attempts = 0, reason = NULL, lease = NULL, lease_until = NULL, worker = NULL
  WHERE id = ?`;

const insert = `
  INSERT INTO jobs
    (id, kind, payload, key, state, run_at, priority, max_attempts, max_age_ms, first_due_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

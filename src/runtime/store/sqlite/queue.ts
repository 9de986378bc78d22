import type { Clock } from '#core/clock.ts';
import type { Json } from '#core/json.ts';
import type { DeadJob, JobFailure, LeasedJob, LeaseRequest, Queue } from '#core/queue.ts';
import type { Sql } from '#core/sql.ts';
import { newId } from '#util/new-id.ts';
import { type BackoffOptions, backoffMs } from './backoff.ts';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';
import { insertJob } from './insert-job.ts';

export interface SqliteQueueOptions extends BackoffOptions {
  /** Share one with the inbox of the same database, so that they share flushes too. */
  readonly groupCommit?: GroupCommit;
  /** Called after a job became durable: wake the worker here. */
  readonly onEnqueued?: () => void;
}

/** The queue in a SQLite database that has `inboxQueueMigration`; several processes may share it. */
export function createSqliteQueue(
  sql: Sql,
  clock: Pick<Clock, 'now'>,
  { groupCommit = createGroupCommit(sql), onEnqueued, ...backoff }: SqliteQueueOptions = {},
): Queue {
  return {
    async enqueue(job) {
      const enqueued = await groupCommit(() => insertJob(sql, job, clock.now()));
      onEnqueued?.();
      return enqueued;
    },
    lease: (request) => groupCommit(() => leaseJob(sql, request, clock.now())),
    heartbeat: (job, leaseMs) => groupCommit(() => prolongLease(sql, job, leaseMs, clock.now())),
    async complete(job) {
      await groupCommit(() => sql.run(remove, job.id, job.lease));
    },
    fail: (job, failure) =>
      groupCommit(() => failJob(sql, job, failure, { now: clock.now(), backoff })),
    async nextDueAt(kinds) {
      const names = JSON.stringify(kinds);
      const next = sql.get(selectNextDue, names, names, names)?.due;
      return typeof next === 'number' ? next : undefined;
    },
    dead: () => listDead(sql),
  };
}

function leaseJob(sql: Sql, request: LeaseRequest, now: number): LeasedJob | undefined {
  sql.run(readyDelayed, now);
  sql.run(readyExpired, now);
  const lease = newId('lease');
  const until = now + request.leaseMs;
  const row = sql.get(take, lease, until, request.worker, JSON.stringify(request.kinds));
  if (row === undefined) return undefined;
  return {
    id: String(row.id),
    kind: String(row.kind),
    payload: payloadOf(row.payload),
    attempts: Number(row.attempts),
    lease,
  };
}

/** A lease that ran out can still be prolonged as long as nobody else began work that it excludes. */
function prolongLease(sql: Sql, job: LeasedJob, leaseMs: number, now: number): boolean {
  if (leaseMs === 0) return sql.run(giveUp, job.id, job.lease) === 1;
  sql.run(readyExpired, now);
  return sql.run(prolong, now + leaseMs, job.id, job.lease) === 1;
}

function failJob(
  sql: Sql,
  job: LeasedJob,
  failure: JobFailure,
  { now, backoff }: { readonly now: number; readonly backoff: BackoffOptions },
): 'waiting' | 'dead' {
  const row = sql.get(selectAttempts, job.id, job.lease);
  if (row === undefined) return 'waiting';
  const attempts = Number(row.attempts) + 1;
  const dead = failure.final === true || attempts >= Number(row.max_attempts);
  const runAt = failure.retryAt ?? now + backoffMs(attempts, backoff);
  sql.run(recordFailure, dead ? 'dead' : 'delayed', attempts, failure.reason, runAt, job.id);
  return dead ? 'dead' : 'waiting';
}

/** In pages: an open statement would hold back the log's checkpoint while the reader takes its time. */
async function* listDead(sql: Sql): AsyncGenerator<DeadJob> {
  let before = Number.MAX_SAFE_INTEGER;
  while (true) {
    const rows = sql.all(selectDead, before);
    for (const row of rows) {
      yield {
        id: String(row.id),
        kind: String(row.kind),
        payload: payloadOf(row.payload),
        attempts: Number(row.attempts),
        reason: String(row.reason),
      };
    }
    if (rows.length === 0) return;
    before = Number(rows.at(-1)?.seq);
  }
}

function payloadOf(text: unknown): Json {
  // Only JSON.stringify writes the column.
  return JSON.parse(String(text)) as Json;
}

const readyDelayed = `UPDATE jobs SET state = 'ready' WHERE state = 'delayed' AND run_at <= ?`;
/** The lease stays noted, so that its holder may still complete or prolong until someone takes over. */
const readyExpired = `UPDATE jobs SET state = 'ready' WHERE state = 'running' AND lease_until <= ?`;

const keyIsFree = `(
  waiting.key IS NULL OR NOT EXISTS (
    SELECT 1 FROM jobs AS running WHERE running.state = 'running' AND running.key = waiting.key))`;

const take = `
  UPDATE jobs SET state = 'running', lease = ?, lease_until = ?, worker = ?
  WHERE seq = (
    SELECT seq FROM jobs AS waiting
    WHERE state = 'ready' AND kind IN (SELECT value FROM json_each(?)) AND ${keyIsFree}
    ORDER BY priority DESC, seq LIMIT 1)
  RETURNING id, kind, payload, attempts`;

const prolong = `
  UPDATE jobs AS waiting SET state = 'running', lease_until = ?
  WHERE id = ? AND lease = ? AND (state = 'running' OR (state = 'ready' AND ${keyIsFree}))`;
const giveUp = `
  UPDATE jobs SET state = 'ready', lease = NULL, lease_until = NULL, worker = NULL
  WHERE id = ? AND lease = ? AND state IN ('running', 'ready')`;
const remove = `DELETE FROM jobs WHERE id = ? AND lease = ? AND state IN ('running', 'ready')`;

const selectAttempts = `
  SELECT attempts, max_attempts FROM jobs
  WHERE id = ? AND lease = ? AND state IN ('running', 'ready')`;
const recordFailure = `
  UPDATE jobs
  SET state = ?, attempts = ?, reason = ?, run_at = ?, lease = NULL, lease_until = NULL, worker = NULL
  WHERE id = ?`;

const ofTheseKinds = 'kind IN (SELECT value FROM json_each(?))';
/** A ready job whose key is taken waits for the running one, whose lease's end is counted. */
const selectNextDue = `
  SELECT min(due) AS due FROM (
    SELECT min(run_at) AS due FROM jobs WHERE state = 'delayed' AND ${ofTheseKinds}
    UNION ALL
    SELECT min(run_at) FROM jobs AS waiting WHERE state = 'ready' AND ${ofTheseKinds} AND ${keyIsFree}
    UNION ALL
    SELECT min(lease_until) FROM jobs WHERE state = 'running' AND ${ofTheseKinds})`;

const selectDead = `
  SELECT * FROM jobs WHERE state = 'dead' AND seq < ? ORDER BY seq DESC LIMIT 100`;

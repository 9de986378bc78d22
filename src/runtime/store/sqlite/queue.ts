import type { Clock } from '#core/clock.ts';
import type { JobFailure, LeasedJob, LeaseRequest, Queue } from '#core/queue.ts';
import type { Sql } from '#core/sql.ts';
import { newId } from '#util/new-id.ts';
import { type BackoffOptions, backoffMs } from '../backoff.ts';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';
import { insertJob } from './insert-job.ts';
import { depthOf, jobsOfKey, listDead, payloadOf } from './queue-view.ts';

export interface SqliteQueueOptions extends BackoffOptions {
  /** Share one with the inbox of the same database, so that they share flushes too. */
  readonly groupCommit?: GroupCommit;
  /** Called with its kind after a job became durable: wake the worker here. */
  readonly onEnqueued?: (kind?: string) => void;
}

/** The queue in a SQLite database that has `stateMigrations`; several processes may share it. */
export function createSqliteQueue(
  sql: Sql,
  clock: Pick<Clock, 'now'>,
  { groupCommit = createGroupCommit(sql), onEnqueued, ...backoff }: SqliteQueueOptions = {},
): Queue {
  return {
    async enqueue(job) {
      const enqueued = await groupCommit(() => insertJob(sql, job, clock.now()));
      onEnqueued?.(job.kind);
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
    async revive(id) {
      const now = clock.now();
      const revived = await groupCommit(() => sql.run(revive, now, now, id) === 1);
      if (revived) onEnqueued?.();
      return revived;
    },
    discard: (id) => groupCommit(() => sql.run(discard, id) === 1),
    jobsOf: async (key) => jobsOfKey(sql, key, clock.now()),
    depth: async () => depthOf(sql, clock.now()),
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
    runAt: Number(row.run_at),
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
  const runAt = failure.retryAt ?? now + backoffMs(attempts, backoff);
  const lastTryAt =
    row.max_age_ms === null
      ? Number.POSITIVE_INFINITY
      : Number(row.first_due_at) + Number(row.max_age_ms);
  const dead = failure.final === true || attempts >= Number(row.max_attempts) || runAt > lastTryAt;
  const { reason } = failure;
  if (dead) sql.run(bury, attempts, reason, now, job.id);
  else sql.run(delay, attempts, reason, runAt, job.id);
  return dead ? 'dead' : 'waiting';
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
  RETURNING id, kind, payload, run_at, attempts`;

const prolong = `
  UPDATE jobs AS waiting SET state = 'running', lease_until = ?
  WHERE id = ? AND lease = ? AND (state = 'running' OR (state = 'ready' AND ${keyIsFree}))`;
const giveUp = `
  UPDATE jobs SET state = 'ready', lease = NULL, lease_until = NULL, worker = NULL
  WHERE id = ? AND lease = ? AND state IN ('running', 'ready')`;
const remove = `DELETE FROM jobs WHERE id = ? AND lease = ? AND state IN ('running', 'ready')`;

const selectAttempts = `
  SELECT attempts, max_attempts, max_age_ms, first_due_at FROM jobs
  WHERE id = ? AND lease = ? AND state IN ('running', 'ready')`;
const delay = `
  UPDATE jobs
  SET state = 'delayed', attempts = ?, reason = ?, run_at = ?,
      lease = NULL, lease_until = NULL, worker = NULL
  WHERE id = ?`;
const bury = `
  UPDATE jobs
  SET state = 'dead', attempts = ?, reason = ?, died_at = ?,
      lease = NULL, lease_until = NULL, worker = NULL
  WHERE id = ?`;
const revive = `
  UPDATE jobs
  SET state = 'ready', attempts = 0, reason = NULL, died_at = NULL, run_at = ?, first_due_at = ?
  WHERE id = ? AND state = 'dead'`;
const discard = `DELETE FROM jobs WHERE id = ? AND state = 'dead'`;

const ofTheseKinds = 'kind IN (SELECT value FROM json_each(?))';
/** A ready job whose key is taken waits for the running one, whose lease's end is counted. */
const selectNextDue = `
  SELECT min(due) AS due FROM (
    SELECT min(run_at) AS due FROM jobs WHERE state = 'delayed' AND ${ofTheseKinds}
    UNION ALL
    SELECT min(run_at) FROM jobs AS waiting WHERE state = 'ready' AND ${ofTheseKinds} AND ${keyIsFree}
    UNION ALL
    SELECT min(lease_until) FROM jobs WHERE state = 'running' AND ${ofTheseKinds})`;

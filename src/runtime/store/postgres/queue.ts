import type { Clock } from '#core/clock.ts';
import type { JobFailure, LeasedJob, LeaseRequest, NewJob, Queue } from '#core/queue.ts';
import { type BackoffOptions, backoffMs } from '../backoff.ts';
import type { Postgres } from './connect-postgres.ts';
import { gatherCalls } from './gather-calls.ts';
import { insertJobs } from './insert-jobs.ts';
import { leaseJobs } from './lease-jobs.ts';
import { depthOf, jobsOfKey, listDead, nextDueInMs } from './queue-view.ts';
import { completeJobs, failJob, type Prolonging, prolongLeases } from './settle-jobs.ts';
import { jobTable, queueSchema, type RunningBoss } from './start-boss.ts';

export interface PostgresQueueOptions extends BackoffOptions {
  /** Called with its kind after a job became durable: wake the worker here. */
  readonly onEnqueued?: (kind?: string) => void;
}

/**
 * The queue in a PostgreSQL database, on pg-boss; any number of processes may share it. Calls of one
 * moment share a transaction: many callers that each lease a job cost one flush.
 *
 * Leases end by the database's clock, so that machines need not agree on the time.
 */
export function createPostgresQueue(
  postgres: Postgres,
  { boss, ensureQueue }: RunningBoss,
  clock: Pick<Clock, 'now'>,
  { onEnqueued, ...backoff }: PostgresQueueOptions = {},
): Queue {
  const enqueue = gatherCalls(async (jobs: readonly NewJob[]) => {
    await Promise.all(Array.from(new Set(jobs.map((job) => job.kind)), ensureQueue));
    const isOne = new Set(jobs.map((job) => job.kind)).size === 1 && !jobs.some((job) => job.key);
    // One statement is a transaction by itself.
    return isOne
      ? await insertJobs(postgres, boss, jobs, clock.now())
      : await postgres.transaction((session) => insertJobs(session, boss, jobs, clock.now()));
  });
  const lease = gatherCalls((requests: readonly LeaseRequest[]) => leaseEach(requests));
  const prolong = gatherCalls((calls: readonly Prolonging[]) => prolongLeases(postgres, calls));
  const complete = gatherCalls(async (jobs: readonly LeasedJob[]) => {
    await completeJobs(postgres, boss, jobs);
    return jobs;
  });

  /** Callers that ask for the same are served together, in the order in which they asked. */
  async function leaseEach(requests: readonly LeaseRequest[]) {
    const answers = new Map<LeaseRequest, LeasedJob>();
    const alike = Map.groupBy(requests, ({ kinds, leaseMs }) => JSON.stringify([leaseMs, kinds]));
    for (const [first, ...more] of alike.values()) {
      // A group has at least one member.
      const { kinds, leaseMs } = first!;
      const maxJobs = 1 + more.length;
      const leased = await leaseJobs(postgres, boss, { kinds, leaseMs, maxJobs });
      for (const [index, request] of [first!, ...more].entries()) {
        const job = leased[index];
        if (job) answers.set(request, job);
      }
    }
    return requests.map((request) => answers.get(request));
  }

  return {
    async enqueue(job) {
      // Here, so that a payload that is no JSON fails alone.
      JSON.stringify(job.payload);
      const enqueued = await enqueue(job);
      onEnqueued?.(job.kind);
      return enqueued;
    },
    // A copy each: two calls may share one request.
    lease: (request) => lease({ ...request }),
    heartbeat: (job, leaseMs) => prolong({ job, leaseMs }),
    async complete(job) {
      await complete(job);
    },
    fail: (job: LeasedJob, failure: JobFailure) =>
      failJob(postgres, job, failure, backoffMs(job.attempts + 1, backoff)),
    async nextDueAt(kinds) {
      const ms = await nextDueInMs(postgres, kinds);
      return ms === undefined ? undefined : clock.now() + ms;
    },
    dead: () => listDead(postgres),
    async revive(id) {
      const revived = await changeDead(revive, id);
      if (revived) onEnqueued?.();
      return revived;
    },
    discard: (id) => changeDead(discard, id),
    jobsOf: (key) => jobsOfKey(postgres, key),
    depth: () => depthOf(postgres),
  };

  async function changeDead(statement: string, id: string): Promise<boolean> {
    if (!isUuid.test(id)) return false;
    const { rows } = await postgres.executeSql(statement, [id]);
    return rows.length === 1;
  }
}

/** What pg-boss names its jobs by; the database refuses to compare anything else with one. */
const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const revive = `
  UPDATE ${jobTable} SET state = 'retry', start_after = ${queueSchema}.job_now(), completed_on = NULL,
    data = data - 'reason' - 'firstDueAt' || jsonb_build_object(
      'attempts', 0, 'dueAt', round(extract(epoch FROM ${queueSchema}.job_now()) * 1000))
  WHERE id = $1 AND state = 'failed' RETURNING id`;
const discard = `DELETE FROM ${jobTable} WHERE id = $1 AND state = 'failed' RETURNING id`;

import type { PgBoss } from 'pg-boss';
import type { LeasedJob } from '#core/queue.ts';
import type { Postgres, Row, Session } from './connect-postgres.ts';
import { type JobData, payloadOf } from './job-data.ts';
import { heartbeatSeconds, jobTable, queueSchema } from './start-boss.ts';
import { turnWithKeys } from './turn-with-keys.ts';

export interface LeaseMany {
  readonly kinds: readonly string[];
  readonly leaseMs: number;
  readonly maxJobs: number;
}

/**
 * Leases up to `maxJobs` due jobs of these kinds in one transaction, of highest priority and oldest
 * first. pg-boss hands them out kind by kind; which kinds' turn it is, which keys are taken, and whose
 * lease ran out is looked up before.
 */
export function leaseJobs(
  postgres: Postgres,
  boss: PgBoss,
  { kinds, leaseMs, maxJobs }: LeaseMany,
): Promise<readonly LeasedJob[]> {
  return postgres.transaction(async (session) => {
    const { heads, busyKeys } = await lookAhead(session, kinds, maxJobs);
    const leased: LeasedJob[] = [];
    for (const { kind, count, keyed } of heads) {
      const fetched = await boss.fetch<JobData>(kind, {
        batchSize: count,
        ...(busyKeys.length > 0 && { ignoreGroups: [...busyKeys] }),
        // Of several that wait for one key, one. Without keys this costs time.
        ...(keyed > 0 && { groupConcurrency: 1 }),
        db: session,
      });
      for (const { id, data, retryCount } of fetched) {
        const { dueAt: runAt, attempts } = data;
        leased.push({
          id,
          kind,
          payload: payloadOf(data),
          runAt,
          attempts,
          lease: `${retryCount}`,
        });
      }
    }
    if (leaseMs !== heartbeatSeconds * 1_000 && leased.length > 0) {
      await session.executeSql(setLease, [leased.map(({ id }) => id), leaseMs]);
    }
    return leased;
  }, `${inOrder} ${turnWithKeys}`);
}

/**
 * What the planner knows of a queue's table is always old. Only a scan of the index in its order stops
 * at the first jobs, and passes over the entries of jobs that are gone just once.
 */
const inOrder = 'SET LOCAL enable_bitmapscan = off; SET LOCAL enable_seqscan = off;';

interface Ahead {
  /** How many of the next jobs are of which kind, and how many of those have a key. */
  readonly heads: readonly {
    readonly kind: string;
    readonly count: number;
    readonly keyed: number;
  }[];
  readonly busyKeys: readonly string[];
}

/** Frees the jobs whose lease ran out, uncounted, and looks what is next. */
async function lookAhead(
  session: Session,
  kinds: readonly string[],
  maxJobs: number,
): Promise<Ahead> {
  for (;;) {
    const { rows } = await session.executeSql(selectAhead, [kinds, maxJobs]);
    const ahead = aheadOf(rows[0]);
    const found = ahead.heads.reduce((sum, { count }) => sum + count, 0);
    // The statement does not see what it freed itself.
    if (Number(rows[0]?.freed) === 0 || found >= maxJobs) return ahead;
  }
}

function aheadOf(row: Row | undefined): Ahead {
  // The statement below makes both, and exactly one row.
  return { heads: row?.heads as Ahead['heads'], busyKeys: row?.busy_keys as Ahead['busyKeys'] };
}

const now = `${queueSchema}.job_now()`;
const oldest = `${now} - interval '${heartbeatSeconds} seconds'`;

/**
 * All parts see the jobs as they were before: a lease that ran out holds no key any more. The time is
 * added up there, so that the keys are found by their own index, in which jobs without one are not.
 */
const selectAhead = `
  WITH freed AS (
    UPDATE ${jobTable} SET state = 'retry' WHERE state = 'active' AND heartbeat_on <= ${oldest}
    RETURNING id),
  busy AS (
    SELECT coalesce(array_agg(group_id), '{}') AS keys FROM ${jobTable}
    WHERE state = 'active' AND group_id IS NOT NULL
      AND heartbeat_on + interval '${heartbeatSeconds} seconds' > ${now}),
  next AS (
    SELECT head.* FROM unnest($1::text[]) AS kind (name)
    CROSS JOIN LATERAL (
      SELECT job.name, job.priority, job.created_on, job.group_id FROM ${jobTable} AS job
      WHERE job.name = kind.name AND job.state < 'active' AND NOT job.blocked
        AND job.start_after <= ${now}
        AND (job.group_id IS NULL OR job.group_id <> ALL ((SELECT keys FROM busy)::text[]))
      ORDER BY job.priority DESC, job.created_on LIMIT $2) AS head
    ORDER BY head.priority DESC, head.created_on LIMIT $2),
  heads AS (
    SELECT name AS kind, count(*) AS count, count(group_id) AS keyed FROM next
    GROUP BY name ORDER BY max(priority) DESC, min(created_on))
  SELECT (SELECT count(*) FROM freed) AS freed, (SELECT keys FROM busy) AS busy_keys,
    (SELECT coalesce(json_agg(heads), '[]') FROM heads) AS heads`;

const setLease = `
  UPDATE ${jobTable} SET heartbeat_on = ${oldest} + $2 * interval '1 millisecond'
  WHERE id = ANY ($1::uuid[]) AND state = 'active'`;

import type { DeadJob, QueueDepth, QueuedJob } from '#core/queue.ts';
import type { Postgres, Row } from './connect-postgres.ts';
import { type JobData, payloadOf, reasonOf } from './job-data.ts';
import { heartbeatSeconds, jobTable, queueSchema } from './start-boss.ts';

const pageSize = 100;

/** Page by page, not one open cursor: dead jobs are revived meanwhile. */
export async function* listDead(postgres: Postgres): AsyncGenerator<DeadJob> {
  let last: readonly unknown[] = [null, null];
  for (;;) {
    const { rows } = await postgres.executeSql(selectDead, [...last, pageSize]);
    for (const row of rows) {
      const data = dataOf(row);
      yield {
        id: String(row.id),
        kind: String(row.name),
        key: row.group_id === null ? undefined : String(row.group_id),
        payload: payloadOf(data),
        attempts: data.attempts,
        reason: reasonOf(data) ?? '',
        diedAt: Number(row.died_at),
      };
    }
    if (rows.length < pageSize) return;
    last = [rows.at(-1)?.completed_on, rows.at(-1)?.id];
  }
}

export async function jobsOfKey(postgres: Postgres, key: string): Promise<readonly QueuedJob[]> {
  const { rows } = await postgres.executeSql(selectOfKey, [key]);
  return rows.map((row) => {
    const data = dataOf(row);
    return {
      id: String(row.id),
      kind: String(row.name),
      payload: payloadOf(data),
      state: stateOf(row),
      runAt: Number(row.run_at),
      attempts: data.attempts,
      reason: reasonOf(data),
    };
  });
}

export async function depthOf(postgres: Postgres): Promise<readonly QueueDepth[]> {
  const { rows } = await postgres.executeSql(selectDepth);
  return rows.map((row) => ({
    kind: String(row.name),
    delayed: Number(row.delayed),
    due: Number(row.due),
    running: Number(row.running),
    dead: Number(row.dead),
    oldestDueAt: row.oldest_due_at === null ? undefined : Number(row.oldest_due_at),
  }));
}

/** How many milliseconds from now, by the database's clock; undefined when nothing waits or runs. */
export async function nextDueInMs(
  postgres: Postgres,
  kinds: readonly string[],
): Promise<number | undefined> {
  const { rows } = await postgres.executeSql(selectNextDue, [kinds]);
  const ms = rows[0]?.ms;
  return ms === null || ms === undefined ? undefined : Number(ms);
}

function dataOf(row: Row): JobData {
  // Only our own statements write the column.
  return row.data as JobData;
}

function stateOf({ rank }: Row): QueuedJob['state'] {
  if (rank === 0) return 'running';
  return rank === 1 ? 'waiting' : 'dead';
}

const now = `${queueSchema}.job_now()`;
const leaseEnd = `(heartbeat_on + interval '${heartbeatSeconds} seconds')`;
const epochMs = (instant: string) => `round(extract(epoch FROM ${instant}) * 1000)`;

const selectDead = `
  SELECT id, name, group_id, data, completed_on::text AS completed_on,
    ${epochMs('completed_on')} AS died_at
  FROM ${jobTable}
  WHERE state = 'failed'
    AND ($1::timestamptz IS NULL OR (completed_on, id) < ($1::timestamptz, $2::uuid))
  ORDER BY ${jobTable}.completed_on DESC, id DESC LIMIT $3`;

const selectOfKey = `
  SELECT id, name, data, ${epochMs('start_after')} AS run_at, rank FROM (
    SELECT *, CASE WHEN state = 'failed' THEN 2
                   WHEN state = 'active' AND ${leaseEnd} > ${now} THEN 0 ELSE 1 END AS rank
    FROM ${jobTable} WHERE group_id = $1 AND state IN ('created', 'retry', 'active', 'failed')) AS job
  ORDER BY rank, CASE WHEN rank < 2 THEN start_after END, completed_on DESC, created_on`;

/** A lease that ran out is noted by the next lease: until then a running job may be free. */
const selectDepth = `
  SELECT name,
    count(*) FILTER (WHERE waits AND NOT is_due) AS delayed,
    count(*) FILTER (WHERE waits AND is_due) AS due,
    count(*) FILTER (WHERE runs) AS running,
    count(*) FILTER (WHERE state = 'failed') AS dead,
    min(${epochMs('start_after')}) FILTER (WHERE waits AND is_due) AS oldest_due_at
  FROM (
    SELECT name, state, start_after, start_after <= ${now} AS is_due,
      state = 'active' AND ${leaseEnd} > ${now} AS runs,
      state < 'active' OR (state = 'active' AND ${leaseEnd} <= ${now}) AS waits
    FROM ${jobTable}) AS job
  GROUP BY name ORDER BY name COLLATE "C"`;

/** A job that waits for one of its key is due when that one's lease ends, which is counted anyway. */
const selectNextDue = `
  SELECT ${epochMs('due')} - ${epochMs(now)} AS ms FROM (
    SELECT least(
      (SELECT min(start_after) FROM ${jobTable} AS waiting
       WHERE name = ANY ($1::text[]) AND state < 'active' AND NOT blocked
         AND (start_after > ${now} OR group_id IS NULL OR NOT EXISTS (
           SELECT FROM ${jobTable} AS running
           WHERE running.state = 'active' AND running.group_id = waiting.group_id))),
      (SELECT min(${leaseEnd}) FROM ${jobTable}
       WHERE state = 'active' AND name = ANY ($1::text[]))) AS due) AS next`;

import type { Json } from '#core/json.ts';
import type { DeadJob, QueueDepth, QueuedJob } from '#core/queue.ts';
import type { Sql, SqlRow } from '#core/sql.ts';

/** In pages: an open statement would hold back the log's checkpoint while the reader takes its time. */
export async function* listDead(sql: Sql): AsyncGenerator<DeadJob> {
  let before = { diedAt: Number.MAX_SAFE_INTEGER, seq: Number.MAX_SAFE_INTEGER };
  while (true) {
    const rows = sql.all(selectDead, before.diedAt, before.seq);
    for (const row of rows) {
      yield {
        id: String(row.id),
        kind: String(row.kind),
        key: row.key === null ? undefined : String(row.key),
        payload: payloadOf(row.payload),
        attempts: Number(row.attempts),
        reason: String(row.reason),
        diedAt: Number(row.died_at),
      };
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    before = { diedAt: Number(last.died_at), seq: Number(last.seq) };
  }
}

export function jobsOfKey(sql: Sql, key: string, now: number): readonly QueuedJob[] {
  return sql.all(selectOfKey, now, key).map((row) => ({
    id: String(row.id),
    kind: String(row.kind),
    payload: payloadOf(row.payload),
    state: stateOf(row),
    runAt: Number(row.run_at),
    attempts: Number(row.attempts),
    reason: row.reason === null ? undefined : String(row.reason),
  }));
}

export function depthOf(sql: Sql, now: number): readonly QueueDepth[] {
  return sql.all(selectDepth, now).map((row) => ({
    kind: String(row.kind),
    delayed: Number(row.delayed),
    due: Number(row.due),
    running: Number(row.running),
    dead: Number(row.dead),
    oldestDueAt: row.oldest_due_at === null ? undefined : Number(row.oldest_due_at),
  }));
}

function stateOf({ rank }: SqlRow): QueuedJob['state'] {
  if (rank === 0) return 'running';
  return rank === 1 ? 'waiting' : 'dead';
}

export function payloadOf(text: unknown): Json {
  // Only JSON.stringify writes the column.
  return JSON.parse(String(text)) as Json;
}

const selectDead = `
  SELECT * FROM jobs
  WHERE state = 'dead' AND (died_at, seq) < (?, ?)
  ORDER BY died_at DESC, seq DESC LIMIT 100`;

const selectOfKey = `
  SELECT *,
    CASE WHEN state = 'dead' THEN 2 WHEN state = 'running' AND lease_until > ? THEN 0 ELSE 1 END AS rank
  FROM jobs WHERE key = ?
  ORDER BY rank, iif(rank = 2, -died_at, run_at), seq`;

/** A state is swept by the next lease: until then a delayed job may be due, a running one free. */
const selectDepth = `
  SELECT kind,
    sum(is_delayed) AS delayed, sum(is_due) AS due, sum(is_running) AS running,
    sum(state = 'dead') AS dead, min(iif(is_due, run_at, NULL)) AS oldest_due_at
  FROM (
    SELECT kind, state, run_at,
      state = 'delayed' AND run_at > ?1 AS is_delayed,
      state = 'running' AND lease_until > ?1 AS is_running,
      state = 'ready' OR (state = 'delayed' AND run_at <= ?1)
        OR (state = 'running' AND lease_until <= ?1) AS is_due
    FROM jobs)
  GROUP BY kind ORDER BY kind`;

import type { Sql } from '#core/sql.ts';

/** What the analytics need of one interaction. */
export interface InteractionFact {
  readonly createdAt: number;
  readonly sessionId: string;
  /** Undefined unless it was answered. */
  readonly latencyMs: number | undefined;
  readonly feedback: string | undefined;
  readonly sourceCount: number;
  readonly costUsd: number;
}

export interface FactQuery {
  readonly organisation: string;
  readonly agentId: string | undefined;
  /** Epoch milliseconds. */
  readonly from: number;
  /** Epoch milliseconds, exclusive. */
  readonly until: number;
}

const pageSize = 2_000;

const selectFacts = `SELECT key, created_at, session_id, state, latency_ms, feedback, source_count,
  cost_usd FROM interactions
  WHERE organisation_id = ?1 AND (created_at, key) > (?2, ?3) AND created_at < ?4
  AND (?5 IS NULL OR agent_id = ?5)
  ORDER BY created_at, key LIMIT ${pageSize}`;

/**
 * Every interaction of the time, oldest first, in pages, so that the caller can let other work in
 * between: a year of them takes seconds to read.
 */
export function* pagesOfFacts(
  sql: Sql,
  { organisation, agentId, from, until }: FactQuery,
): Generator<readonly InteractionFact[], void> {
  let createdAt = from - 1;
  let key = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const rows = sql.all(selectFacts, organisation, createdAt, key, until, agentId ?? null);
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map((row) => ({
      createdAt: Number(row.created_at),
      sessionId: String(row.session_id),
      latencyMs: row.state === 'completed' ? Number(row.latency_ms) : undefined,
      feedback: row.feedback === null ? undefined : String(row.feedback),
      sourceCount: Number(row.source_count),
      costUsd: Number(row.cost_usd),
    }));
    if (rows.length < pageSize) return;
    createdAt = Number(last.created_at);
    key = Number(last.key);
  }
}

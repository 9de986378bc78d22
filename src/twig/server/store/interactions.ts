import type { Sql, SqlRow } from '#core/sql.ts';
import type { Interaction } from '#twig/api/interactions.ts';
import { isoTime, textOrNull } from './columns.ts';
import { addToOutbox } from './outbox.ts';

export interface NewInteraction {
  /** Made by the caller, who names it before it is stored. */
  readonly id: string;
  readonly organisation: string;
  readonly agentId: string;
  readonly sessionId: string;
  readonly query: string;
  readonly ragStrategy: string;
  readonly model: string;
  readonly now: number;
}

/** How the work on an interaction ended. */
export interface InteractionEnd {
  readonly id: string;
  readonly organisation: string;
  readonly agentId: string;
  readonly state: 'completed' | 'failed' | 'aborted';
  /** What was said until then. */
  readonly response: string;
  readonly sourceCount: number;
  /** From the request to its end. */
  readonly latencyMs: number;
  readonly tokensInput: number;
  readonly tokensOutput: number;
  readonly costUsd: number;
  readonly now: number;
}

export interface Judgement {
  readonly organisation: string;
  readonly interactionId: string;
  /** Null: judged, but neither way. */
  readonly feedback: 'positive' | 'negative' | null;
  /** 1 to 5, where that is how it was said. */
  readonly rating?: number | undefined;
  readonly comment?: string | undefined;
  readonly now: number;
}

const columns = `id, agent_id, session_id, query, response, state, rag_strategy, model, latency_ms,
  feedback, comment, created_at`;
const selectOne = `SELECT ${columns} FROM interactions WHERE organisation_id = ? AND id = ?`;
const insertOne = `INSERT INTO interactions
  (id, organisation_id, agent_id, session_id, query, rag_strategy, model, created_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const endOne = `UPDATE interactions SET state = ?, response = ?, source_count = ?, latency_ms = ?,
  tokens_input = ?, tokens_output = ?, cost_usd = ?
  WHERE organisation_id = ? AND id = ? AND state = 'processing'`;
const judgeOne = `UPDATE interactions SET feedback = ?, rating = ?, comment = ?
  WHERE organisation_id = ? AND id = ?`;
const filtered = `FROM interactions WHERE organisation_id = ?1
  AND created_at >= ?2 AND created_at < ?3
  AND (?4 IS NULL OR agent_id = ?4)
  AND (?5 IS NULL OR coalesce(feedback, 'null') = ?5)`;
const selectPage = `SELECT ${columns} ${filtered} ORDER BY created_at DESC, key DESC
  LIMIT ?6 OFFSET ?7`;
const countAll = `SELECT count(*) AS count ${filtered}`;
const selectTurns = `SELECT query, response FROM interactions
  WHERE organisation_id = ? AND session_id = ? AND agent_id = ? AND state = 'completed'
  AND created_at >= ? ORDER BY key DESC LIMIT ?`;

export interface InteractionFilter {
  readonly agentId: string | undefined;
  /** Epoch milliseconds. */
  readonly from: number | undefined;
  /** Epoch milliseconds, exclusive. */
  readonly until: number | undefined;
  readonly feedback: 'positive' | 'negative' | 'null' | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** Newest first. */
export function listInteractions(
  sql: Sql,
  organisation: string,
  filter: InteractionFilter,
): { readonly interactions: Interaction[]; readonly total: number } {
  const wanted = [
    organisation,
    filter.from ?? 0,
    filter.until ?? Number.MAX_SAFE_INTEGER,
    filter.agentId ?? null,
    filter.feedback ?? null,
  ] as const;
  return {
    interactions: sql.all(selectPage, ...wanted, filter.limit, filter.offset).map(toInteraction),
    total: Number(sql.get(countAll, ...wanted)?.count ?? 0),
  };
}

/** A question of a conversation, and what it was answered. */
export interface Turn {
  readonly query: string;
  readonly response: string;
}

export interface TurnQuery {
  readonly organisation: string;
  readonly sessionId: string;
  /** Another agent may know what this one must not tell. */
  readonly agentId: string;
  /** Epoch milliseconds; older turns are forgotten. */
  readonly since: number;
  readonly limit: number;
}

/** The last turns of a conversation with one agent, oldest first. */
export function lastTurns(sql: Sql, query: TurnQuery): readonly Turn[] {
  const { organisation, sessionId, agentId, since, limit } = query;
  return sql
    .all(selectTurns, organisation, sessionId, agentId, since, limit)
    .map((row) => ({ query: String(row.query), response: String(row.response) }))
    .reverse();
}

/** Adds the interaction and its event to the outbox; returns how many deliveries. In a transaction. */
export function insertInteraction(sql: Sql, created: NewInteraction): number {
  const { id, organisation, agentId, sessionId, query, ragStrategy, model, now } = created;
  sql.run(insertOne, id, organisation, agentId, sessionId, query, ragStrategy, model, now);
  const data = { interaction_id: id, agent_id: agentId, session_id: sessionId, query };
  return addToOutbox(sql, { organisation, event: 'interaction.created', data, now });
}

/**
 * Ends the interaction; `interaction.completed` goes to the outbox when there is a response. Returns
 * how many deliveries. Call it inside a transaction.
 */
export function endInteraction(sql: Sql, end: InteractionEnd): number {
  const { id, organisation, agentId, latencyMs, now } = end;
  const changed = sql.run(
    endOne,
    end.state,
    end.response,
    end.sourceCount,
    latencyMs,
    end.tokensInput,
    end.tokensOutput,
    end.costUsd,
    organisation,
    id,
  );
  if (changed === 0 || end.state !== 'completed') return 0;
  const data = { interaction_id: id, agent_id: agentId, latency_ms: latencyMs };
  return addToOutbox(sql, { organisation, event: 'interaction.completed', data, now });
}

/**
 * Replaces what was thought of the interaction. Undefined when the organisation has no such one. Call
 * it inside a transaction.
 */
export function judgeInteraction(sql: Sql, judgement: Judgement): Interaction | undefined {
  const { organisation, interactionId, feedback, rating = null, comment = null, now } = judgement;
  const changed = sql.run(judgeOne, feedback, rating, comment, organisation, interactionId);
  const row = changed > 0 ? sql.get(selectOne, organisation, interactionId) : undefined;
  if (!row) return undefined;
  const data = {
    interaction_id: interactionId,
    agent_id: String(row.agent_id),
    feedback,
    rating,
    comment,
  };
  addToOutbox(sql, { organisation, event: 'interaction.feedback', data, now });
  return toInteraction(row);
}

function toInteraction(row: SqlRow): Interaction {
  const feedback = textOrNull(row.feedback);
  return {
    id: String(row.id),
    agent_id: String(row.agent_id),
    query: String(row.query),
    response: String(row.response),
    feedback: feedback === 'positive' || feedback === 'negative' ? feedback : null,
    latency_ms: row.latency_ms === null ? null : Number(row.latency_ms),
    created_at: isoTime(row.created_at),
    session_id: String(row.session_id),
    status: String(row.state),
    rag_strategy: String(row.rag_strategy),
    model: String(row.model),
    comment: textOrNull(row.comment),
  };
}

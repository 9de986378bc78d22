import type { JsonObject } from '#core/json.ts';
import type { Sql, SqlRow } from '#core/sql.ts';
import type { Agent } from '#twig/api/agents.ts';
import { newId } from '#util/new-id.ts';
import { stableStringify } from '#util/stable-stringify.ts';
import { isoTime, jsonStrings, textOrNull } from './columns.ts';
import { addToOutbox } from './outbox.ts';

/** An agent without what the server adds. `model` is null where the configured one is meant. */
export interface AgentFields {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly system_prompt: string;
  readonly rag_strategy: string;
  readonly model?: string | null | undefined;
  readonly temperature: number;
  readonly max_tokens: number;
  readonly data_source_ids: readonly string[];
}

/** Whose agents, when, and what `model` shows for agents that name none. */
export interface AgentChange {
  readonly organisation: string;
  readonly now: number;
  readonly configuredModel: string;
}

const columns = `id, name, description, system_prompt, rag_strategy, model, temperature, max_tokens,
  status, data_source_ids, version, created_at, updated_at`;
const selectOne = `SELECT ${columns} FROM agents WHERE organisation_id = ? AND id = ?`;
const selectPage = `SELECT ${columns} FROM agents WHERE organisation_id = ?
  ORDER BY key LIMIT ? OFFSET ?`;
const countAll = 'SELECT count(*) AS count FROM agents WHERE organisation_id = ?';
const insertOne = `INSERT INTO agents (id, organisation_id, status, version, created_at, updated_at,
  name, description, system_prompt, rag_strategy, model, temperature, max_tokens, data_source_ids)
  VALUES (?1, ?2, 'active', 1, ?3, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)`;
const updateOne = `UPDATE agents SET version = version + 1, updated_at = ?, name = ?,
  description = ?, system_prompt = ?, rag_strategy = ?, model = ?, temperature = ?, max_tokens = ?,
  data_source_ids = ? WHERE organisation_id = ? AND id = ?`;
const deleteOne = 'DELETE FROM agents WHERE organisation_id = ? AND id = ?';

export interface StoredAgent {
  readonly shown: Agent;
  /** Null where the configured one is meant. */
  readonly model: string | null;
}

export function findAgent(
  sql: Sql,
  organisation: string,
  id: string,
  configuredModel: string,
): StoredAgent | undefined {
  const row = sql.get(selectOne, organisation, id);
  return row && { shown: toAgent(row, configuredModel), model: textOrNull(row.model) };
}

export function listAgents(
  sql: Sql,
  organisation: string,
  page: { readonly limit: number; readonly offset: number; readonly configuredModel: string },
): { readonly agents: Agent[]; readonly total: number } {
  const rows = sql.all(selectPage, organisation, page.limit, page.offset);
  return {
    agents: rows.map((row) => toAgent(row, page.configuredModel)),
    total: Number(sql.get(countAll, organisation)?.count ?? 0),
  };
}

/** Adds the agent, and `agent.created` to the outbox. Call it inside a transaction. */
export function insertAgent(sql: Sql, change: AgentChange, fields: AgentFields): Agent {
  const id = newId('agent');
  sql.run(insertOne, id, change.organisation, change.now, ...valuesOf(fields));
  const shown = found(sql, change, id);
  announce(sql, change, 'agent.created', shown, {});
  return shown;
}

/**
 * Changes what is given, and adds `agent.updated` to the outbox when that makes a difference.
 * Undefined when the organisation has no such agent. Call it inside a transaction.
 */
export function updateAgent(
  sql: Sql,
  change: AgentChange,
  id: string,
  given: Partial<AgentFields>,
): Agent | undefined {
  const { organisation, now, configuredModel } = change;
  const stored = findAgent(sql, organisation, id, configuredModel);
  if (!stored) return undefined;
  const before: AgentFields = { ...stored.shown, model: stored.model };
  const after: AgentFields = { ...before, ...given };
  const changes = differences(before, after);
  if (Object.keys(changes).length === 0) return stored.shown;
  sql.run(updateOne, now, ...valuesOf(after), organisation, id);
  const shown = found(sql, change, id);
  announce(sql, change, 'agent.updated', shown, changes);
  return shown;
}

/** False when the organisation has no such agent. Its interactions stay. Inside a transaction. */
export function deleteAgent(sql: Sql, change: AgentChange, id: string): boolean {
  const stored = findAgent(sql, change.organisation, id, change.configuredModel);
  if (!stored) return false;
  sql.run(deleteOne, change.organisation, id);
  announce(sql, change, 'agent.deleted', stored.shown, {});
  return true;
}

function found(sql: Sql, { organisation, configuredModel }: AgentChange, id: string): Agent {
  const stored = findAgent(sql, organisation, id, configuredModel);
  if (!stored) throw new Error(`The agent ${id} is missing right after it was written.`);
  return stored.shown;
}

function announce(
  sql: Sql,
  { organisation, now }: AgentChange,
  event: string,
  agent: Agent,
  changes: JsonObject,
): void {
  addToOutbox(sql, { organisation, event, now, data: { agent_id: agent.id, agent, changes } });
}

const changeable = [
  'name',
  'description',
  'system_prompt',
  'rag_strategy',
  'model',
  'temperature',
  'max_tokens',
  'data_source_ids',
] as const satisfies readonly (keyof AgentFields)[];

/** `{field: {from, to}}` of every field that differs. */
function differences(before: AgentFields, after: AgentFields): JsonObject {
  return Object.fromEntries(
    changeable.flatMap((field) => {
      const [from, to] = [before[field] ?? null, after[field] ?? null];
      return stableStringify(from) === stableStringify(to) ? [] : [[field, { from, to }]];
    }),
  );
}

function valuesOf(fields: AgentFields) {
  return [
    fields.name,
    fields.description ?? null,
    fields.system_prompt,
    fields.rag_strategy,
    fields.model ?? null,
    fields.temperature,
    fields.max_tokens,
    JSON.stringify([...new Set(fields.data_source_ids)]),
  ] as const;
}

function toAgent(row: SqlRow, configuredModel: string): Agent {
  return {
    id: String(row.id),
    name: String(row.name),
    description: textOrNull(row.description),
    system_prompt: String(row.system_prompt),
    rag_strategy: String(row.rag_strategy),
    model: textOrNull(row.model) ?? configuredModel,
    temperature: Number(row.temperature),
    max_tokens: Number(row.max_tokens),
    status: String(row.status),
    data_source_ids: [...jsonStrings(row.data_source_ids)],
    version: Number(row.version),
    created_at: isoTime(row.created_at),
    updated_at: isoTime(row.updated_at),
  };
}

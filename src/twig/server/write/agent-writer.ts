import type { Sql } from '#core/sql.ts';
import type { Agent } from '#twig/api/agents.ts';
import {
  type AgentChange,
  type AgentFields,
  deleteAgent,
  insertAgent,
  updateAgent,
} from '../store/agents.ts';
import { answerOnce, type Once } from '../store/answer-once.ts';
import type { IdempotentChange } from './change.ts';

export interface AgentWriter {
  createAgent(change: CreateAgentChange): Promise<Once<Agent>>;
  /** Null when the organisation has no such agent. */
  updateAgent(change: UpdateAgentChange): Promise<Once<Agent | null>>;
  deleteAgent(change: DeleteAgentChange): Promise<Once<{ readonly deleted: boolean }>>;
}

interface IdempotentAgentChange extends IdempotentChange, AgentChange {}

export interface CreateAgentChange extends IdempotentAgentChange {
  readonly agent: AgentFields;
}

export interface UpdateAgentChange extends IdempotentAgentChange {
  readonly agentId: string;
  readonly update: Partial<AgentFields>;
}

export interface DeleteAgentChange extends IdempotentAgentChange {
  readonly agentId: string;
}

export function createAgentWriter(sql: Sql): AgentWriter {
  return {
    createAgent: async ({ agent, idempotencyKey, ...change }) =>
      answerOnce(sql, idempotencyKey, change.now, () => insertAgent(sql, change, agent)),
    updateAgent: async ({ agentId, update, idempotencyKey, ...change }) =>
      answerOnce(
        sql,
        idempotencyKey,
        change.now,
        () => updateAgent(sql, change, agentId, update) ?? null,
      ),
    deleteAgent: async ({ agentId, idempotencyKey, ...change }) =>
      answerOnce(sql, idempotencyKey, change.now, () => ({
        deleted: deleteAgent(sql, change, agentId),
      })),
  };
}

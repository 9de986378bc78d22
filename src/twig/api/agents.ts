import * as z from 'zod';
import { listOf } from './list.ts';

export const ragStrategies = ['redwood', 'cedar', 'cypress'] as const;

const agentFields = z.object({
  name: z.string().min(1).max(200),
  /** Ours in v1; the legacy calls have it. */
  description: z.string().max(2_000).optional(),
  system_prompt: z.string().max(20_000),
  rag_strategy: z.enum(ragStrategies),
  /** A name that the configured endpoint knows, or `extractive`. Default: the configured one. */
  model: z.string().min(1).max(200).optional(),
  temperature: z.number().min(0).max(2),
  /** Of a response. */
  max_tokens: z.int().min(1).max(100_000),
  data_source_ids: z.array(z.string().min(1).max(200)).max(200),
});

export const createAgent = agentFields.extend({
  system_prompt: agentFields.shape.system_prompt.default(''),
  rag_strategy: agentFields.shape.rag_strategy.default('redwood'),
  temperature: agentFields.shape.temperature.default(0.7),
  max_tokens: agentFields.shape.max_tokens.default(500),
});

export const updateAgent = agentFields.partial();

export const agent = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  system_prompt: z.string(),
  rag_strategy: z.string(),
  model: z.string(),
  temperature: z.number(),
  max_tokens: z.int(),
  status: z.string(),
  data_source_ids: z.array(z.string()),
  /** Counts the changes, from 1. */
  version: z.int(),
  created_at: z.string(),
  updated_at: z.string(),
});

export const agentList = listOf('agents', agent);

export type CreateAgent = z.input<typeof createAgent>;
export type UpdateAgent = z.input<typeof updateAgent>;
export type Agent = z.infer<typeof agent>;
export type AgentList = z.infer<typeof agentList>;

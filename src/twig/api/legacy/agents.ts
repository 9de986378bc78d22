import * as z from 'zod';
import { ragStrategies, createAgent as v1 } from '../agents.ts';
import { dataListOf, dataOf } from './envelope.ts';
import { legacyId } from './legacy-id.ts';
import { upperAll } from './upper.ts';

const agentFields = z.object({
  name: v1.shape.name,
  description: v1.shape.description,
  strategyCode: z.enum(upperAll(ragStrategies)).optional(),
  dataSourceIds: z.array(legacyId).max(200),
  /** The documents do not name the fields below; they mean what they mean in v1. */
  systemPrompt: z.string().max(20_000).optional(),
  model: v1.shape.model,
  temperature: z.number().min(0).max(2).optional(),
  maxTokens: z.int().min(1).max(100_000).optional(),
});

export const createAgentManager = agentFields.extend({
  dataSourceIds: agentFields.shape.dataSourceIds.default([]),
});

/** What is left out stays as it is. */
export const updateAgentManager = agentFields.partial();

export const agentManager = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  /** `REDWOOD`, `CEDAR` or `CYPRESS`. */
  strategyCode: z.string(),
  dataSourceIds: z.array(z.string()),
  systemPrompt: z.string(),
  model: z.string(),
  temperature: z.number(),
  maxTokens: z.int(),
  status: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

export const agentManagerAnswer = dataOf(agentManager);
export const agentManagerList = dataListOf(agentManager);
/** What a delete answers. */
export const deletedAnswer = dataOf(z.object({ id: z.string() }));

export type CreateAgentManager = z.input<typeof createAgentManager>;
export type UpdateAgentManager = z.input<typeof updateAgentManager>;
export type AgentManager = z.infer<typeof agentManager>;

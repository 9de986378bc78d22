import * as z from 'zod';
import { principal } from './push.ts';

export const queryRequest = z.object({
  agent_id: z.string().min(1).max(200),
  query: z.string().max(10_000).regex(/\S/, 'is empty'),
  /** Any name for the conversation; one is made when it is left out. */
  session_id: z.string().min(1).max(200).optional(),
  stream: z.boolean().default(false),
  /** Default: the agent's. */
  temperature: z.number().min(0).max(2).optional(),
  /** Of the response. Default: the agent's. */
  max_tokens: z.int().min(1).max(100_000).optional(),
  /** Ours: only documents that somebody who is all of these may read. Left out: every document. */
  principals: z.array(principal).optional(),
});

/** A passage that the response rests on, the one that it cites as `[1]` first. */
export const querySource = z.object({
  chunk_id: z.string(),
  document_title: z.string(),
  /** With `#anchor`. */
  document_url: z.string(),
  /** 0 to 1. */
  similarity_score: z.number(),
  chunk_text: z.string(),
  /** Ours, like the fields below: a server may lack them. */
  document_id: z.string().optional(),
  headings: z.array(z.string()).optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
});

export const queryMetadata = z.object({
  interaction_id: z.string(),
  latency_ms: z.number(),
  tokens_input: z.int(),
  tokens_output: z.int(),
  cost_usd: z.number(),
  rag_strategy: z.string(),
  /** `extractive` when no language model took part. */
  model: z.string(),
  /** Ours: for the next question of the conversation. */
  session_id: z.string().optional(),
  /** Ours: the best similarity of a source, 0 without one. */
  confidence: z.number().optional(),
});

export const queryAnswer = z.object({
  response: z.string(),
  sources: z.array(querySource),
  metadata: queryMetadata,
});

/** `data:` of one event of a stream; the last one is `done`. */
export const queryEvent = z.discriminatedUnion('done', [
  z.object({ delta: z.string(), done: z.literal(false) }),
  z.object({
    delta: z.string(),
    done: z.literal(true),
    sources: z.array(querySource),
    metadata: queryMetadata,
  }),
]);

export type QueryRequest = z.input<typeof queryRequest>;
export type QuerySource = z.infer<typeof querySource>;
export type QueryMetadata = z.infer<typeof queryMetadata>;
export type QueryAnswer = z.infer<typeof queryAnswer>;
export type QueryEvent = z.infer<typeof queryEvent>;

import * as z from 'zod';
import { queryRequest } from '../query.ts';
import { legacyId } from './legacy-id.ts';

export const chatRequest = z.object({
  prompt: queryRequest.shape.query,
  agentId: legacyId,
  /** Any name for the conversation; one is made when it is left out. */
  sessionId: queryRequest.shape.session_id,
  stream: queryRequest.shape.stream,
});

export const chatSource = z.object({
  title: z.string(),
  /** With `#anchor`. */
  url: z.string(),
  content: z.string(),
  /** 0 to 1. */
  relevance: z.number(),
});

export const chatMetadata = z.object({
  /** Seconds. */
  latency: z.number(),
  tokensUsed: z.int(),
  strategy: z.string(),
  /** 0 to 1. */
  confidence: z.number(),
  /** Ours, like the field below: for the next prompt of the conversation. */
  sessionId: z.string().optional(),
  /** To rate the answer by. */
  interactionId: z.string().optional(),
});

/** The one answer without an envelope. */
export const chatAnswer = z.object({
  response: z.string(),
  sources: z.array(chatSource),
  metadata: chatMetadata,
});

/** `data:` of one event of a stream; the last one is `done`. */
export const chatEvent = z.discriminatedUnion('done', [
  z.object({ delta: z.string(), done: z.literal(false) }),
  z.object({
    delta: z.string(),
    done: z.literal(true),
    sources: z.array(chatSource),
    metadata: chatMetadata,
  }),
]);

export type ChatRequest = z.input<typeof chatRequest>;
export type ChatSource = z.infer<typeof chatSource>;
export type ChatMetadata = z.infer<typeof chatMetadata>;
export type ChatAnswer = z.infer<typeof chatAnswer>;
export type ChatEvent = z.infer<typeof chatEvent>;

import * as z from 'zod';
import { principal } from './push.ts';

export const semanticSearchRequest = z.object({
  query: z.string().min(1).max(10_000),
  /** Required by the document, accepted whatever it says: the key alone decides the organisation. */
  org_id: z.string().min(1),
  top_k: z.int().min(1).max(200).default(10),
  similarity_threshold: z.number().min(0).max(1).optional(),
  /** Left out: all data sources of the organisation. */
  data_source_ids: z.array(z.string().min(1)).min(1).optional(),
  /** Ours: only documents that somebody who is all of these may read. Left out: every document. */
  principals: z.array(principal).optional(),
});

export const searchChunk = z.object({
  chunk_id: z.string(),
  text: z.string(),
  /** 0 to 1, not rising with rank. */
  similarity_score: z.number(),
  document_id: z.string(),
  document_title: z.string(),
  /** With `#anchor`. Ours, like the fields below: a server may lack them. */
  document_url: z.string().optional(),
  anchor: z.string().nullable().optional(),
  headings: z.array(z.string()).optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
});

export const semanticSearchAnswer = z.object({
  chunks: z.array(searchChunk),
  query_embedding: z.array(z.number()).optional(),
  metadata: z.object({ total_chunks_searched: z.int(), latency_ms: z.number() }),
});

export type SemanticSearchRequest = z.input<typeof semanticSearchRequest>;
export type SearchChunk = z.infer<typeof searchChunk>;
export type SemanticSearchAnswer = z.infer<typeof semanticSearchAnswer>;

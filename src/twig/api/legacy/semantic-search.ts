import * as z from 'zod';
import { semanticSearchRequest as v1 } from '../semantic-search.ts';
import { dataOf } from './envelope.ts';
import { legacyId } from './legacy-id.ts';

export const searchOnlyRequest = z.object({
  query: v1.shape.query,
  /** Accepted whatever it says: the key alone decides the organisation. */
  orgId: z.string().optional(),
  topK: v1.shape.top_k,
  similarityThreshold: v1.shape.similarity_threshold,
  dataSourceIds: z.array(legacyId).min(1).optional(),
});

export const searchOnlyAnswer = dataOf(
  z.object({
    /** Best first. */
    chunks: z.array(
      z.object({
        chunkId: z.string(),
        text: z.string(),
        similarityScore: z.number(),
        documentId: z.string(),
        documentTitle: z.string(),
        documentUrl: z.string(),
      }),
    ),
    metadata: z.object({ totalChunksSearched: z.int(), latencyMs: z.number() }),
  }),
);

export type SearchOnlyRequest = z.input<typeof searchOnlyRequest>;
export type SearchOnly = z.infer<typeof searchOnlyAnswer>['data'];

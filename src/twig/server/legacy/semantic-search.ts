import { type SearchOnly, searchOnlyRequest } from '#twig/api/legacy/semantic-search.ts';
import { semanticSearchAnswer } from '#twig/api/semantic-search.ts';
import { readJson } from '../read-input.ts';
import type { AskV1 } from './ask-v1.ts';
import type { LegacyHandlers } from './legacy-handler.ts';
import { passOn } from './pass-on.ts';

export function searchOnlyHandlers(ask: AskV1): LegacyHandlers<'searchOnly'> {
  return {
    async searchOnly(context) {
      const input = await readJson(context, searchOnlyRequest);
      if (!input.ok) return input.answer;
      const { query, topK, similarityThreshold, dataSourceIds } = input.value;
      const body = {
        query,
        // v1 requires one and goes by the key.
        org_id: 'default',
        top_k: topK,
        similarity_threshold: similarityThreshold,
        data_source_ids: dataSourceIds,
      };
      const call = { route: 'semanticSearch', body } as const;
      const found = await passOn(ask, context, call, semanticSearchAnswer);
      if (!found.ok) return found.answer;
      const { chunks, metadata } = found.value;
      const data: SearchOnly = {
        chunks: chunks.map((chunk) => ({
          chunkId: chunk.chunk_id,
          text: chunk.text,
          similarityScore: chunk.similarity_score,
          documentId: chunk.document_id,
          documentTitle: chunk.document_title,
          documentUrl: chunk.document_url ?? '',
        })),
        metadata: {
          totalChunksSearched: metadata.total_chunks_searched,
          latencyMs: metadata.latency_ms,
        },
      };
      return context.json({ data, status: 'success' });
    },
  };
}

import {
  type SearchChunk,
  type SemanticSearchAnswer,
  semanticSearchRequest,
} from '#twig/api/semantic-search.ts';
import type { ScoredCandidate } from '#twig/search/score-candidates.ts';
import { refuse } from '../answers.ts';
import { deepLink } from '../deep-link.ts';
import { readJson } from '../read-input.ts';
import { findDataSource } from '../store/data-sources.ts';
import type { RouteHandlers, ServerParts } from './route-handler.ts';

export function semanticSearchHandlers({
  reader,
  search,
  clock,
}: ServerParts): RouteHandlers<'semanticSearch'> {
  return {
    async semanticSearch(context) {
      const input = await readJson(context, semanticSearchRequest);
      if (!input.ok) return input.answer;
      const { query, top_k, similarity_threshold, data_source_ids, principals } = input.value;
      const { organisation } = context.get('caller');
      const unknown = data_source_ids?.filter((id) => !findDataSource(reader, organisation, id));
      if (unknown && unknown.length > 0) {
        return refuse(context, {
          code: 'not_found',
          message: `There is no data source ${unknown.join(', ')} in the organisation of this API key.`,
          details: { data_source_ids: unknown },
        });
      }
      const startedAt = clock.now();
      const question = {
        text: query,
        limit: top_k,
        organisation,
        ...(data_source_ids && { dataSourceIds: data_source_ids }),
        ...(principals && { readers: principals }),
        ...(similarity_threshold !== undefined && { minScore: similarity_threshold }),
      };
      const found = await search(question, context.req.raw.signal);
      const latency_ms = clock.now() - startedAt;
      return context.json({
        chunks: found.passages.map((passage) => toSearchChunk(passage, context.get('origin'))),
        query_embedding: [...found.questionVector],
        metadata: { total_chunks_searched: found.searched, latency_ms },
      } satisfies SemanticSearchAnswer);
    },
  };
}

function toSearchChunk(passage: ScoredCandidate, origin: string): SearchChunk {
  return {
    chunk_id: passage.chunkId,
    text: passage.text,
    similarity_score: passage.score,
    document_id: passage.documentId,
    document_title: passage.title,
    document_url: deepLink(passage.url, passage.anchor, origin),
    anchor: passage.anchor ?? null,
    headings: [...passage.headings],
    metadata: {
      path: passage.path,
      data_source_id: passage.dataSourceId,
      namespace: passage.namespace,
    },
  };
}

import type { Passage, Retriever } from '#core/retriever.ts';
import type { SearchChunk, SemanticSearch } from './resources/semantic-search.ts';

/** What a retriever needs of a client. */
export interface SearchClient {
  readonly semanticSearch: SemanticSearch;
}

/**
 * Searches a Twig API. At most 200 passages come at once.
 *
 * @throws what the client throws; a question without a match is an empty list.
 */
export function createTwigRetriever(
  client: SearchClient,
  { orgId }: { readonly orgId?: string } = {},
): Retriever {
  return {
    async search({ text, limit, dataSourceIds, onRequest }, signal) {
      const { chunks } = await client.semanticSearch(
        {
          query: text,
          topK: Math.min(limit, 200),
          ...(orgId !== undefined && { orgId }),
          ...(dataSourceIds !== undefined && { dataSourceIds: [...dataSourceIds] }),
        },
        { signal, ...(onRequest && { onRequest: () => onRequest() }) },
      );
      return chunks.map(passageOf);
    },
  };
}

function passageOf(chunk: SearchChunk): Passage {
  const path = chunk.metadata?.path;
  return {
    chunkId: chunk.chunkId,
    text: chunk.text,
    score: chunk.similarityScore,
    documentId: chunk.documentId,
    documentTitle: chunk.documentTitle,
    url: chunk.documentUrl,
    anchor: chunk.anchor,
    headings: chunk.headings,
    path: typeof path === 'string' ? path : undefined,
  };
}

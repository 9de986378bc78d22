import type { Answerer } from '#core/answerer.ts';
import type { Passage } from '#core/retriever.ts';
import type { Query, QuerySource } from './resources/query.ts';

/**
 * Asks an agent of a Twig API. Each question is a conversation of its own.
 *
 * @throws what the client throws.
 */
export function createTwigAnswerer(client: { readonly query: Query }): Answerer {
  return {
    async answer({ text, agentId, onRequest }, signal) {
      const { response, sources, metadata } = await client.query(
        { agentId, query: text },
        { signal, ...(onRequest && { onRequest: () => onRequest() }) },
      );
      const { tokensInput, tokensOutput } = metadata;
      const isTold = tokensInput !== undefined || tokensOutput !== undefined;
      return {
        text: response,
        sources: sources.map(passageOf),
        tokenCount: isTold ? (tokensInput ?? 0) + (tokensOutput ?? 0) : undefined,
      };
    },
  };
}

function passageOf(source: QuerySource): Passage {
  const path = source.metadata?.path;
  return {
    chunkId: source.chunkId,
    text: source.chunkText,
    score: source.similarityScore,
    documentId: source.documentId ?? '',
    documentTitle: source.documentTitle,
    url: source.documentUrl === '' ? undefined : source.documentUrl,
    anchor: undefined,
    headings: source.headings,
    path: typeof path === 'string' ? path : undefined,
  };
}

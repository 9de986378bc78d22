import type {
  SemanticSearchRequest as WireRequest,
  SearchChunk as WireSearchChunk,
} from '#twig/api/semantic-search.ts';
import type { CallOptions, Send } from '../call.ts';
import type { Camel, Lenient } from '../camel.ts';
import type { Endpoint } from '../endpoint.ts';
import { amount, fields, listOf, maybe, opaque, orElse, text } from '../from-wire.ts';
import { jsonBody } from '../json-body.ts';

/**
 * `orgId` is `default` when absent: the call requires one, and the key alone decides which
 * organisation is searched.
 */
export type SemanticSearchQuery = Omit<Camel<WireRequest>, 'orgId'> & { readonly orgId?: string };

export type SearchChunk = Lenient<
  Camel<WireSearchChunk>,
  'chunkId' | 'text' | 'similarityScore' | 'documentId' | 'documentTitle'
>;

export interface SemanticSearchAnswer {
  /** Best first. */
  readonly chunks: readonly SearchChunk[];
  readonly queryEmbedding: readonly number[] | undefined;
  readonly metadata: {
    readonly totalChunksSearched: number | undefined;
    readonly latencyMs: number | undefined;
  };
}

/** Finds passages without generating an answer. */
export type SemanticSearch = (
  query: SemanticSearchQuery,
  options?: CallOptions,
) => Promise<SemanticSearchAnswer>;

const endpoint: Endpoint<'semanticSearch'> = {
  method: 'POST',
  path: '/api/v1/semantic-search',
  scope: 'execute',
};

const readAnswer = fields<SemanticSearchAnswer>({
  chunks: listOf(
    fields<SearchChunk>({
      chunkId: text,
      text,
      similarityScore: amount,
      documentId: text,
      documentTitle: text,
      documentUrl: maybe(text),
      anchor: maybe(text),
      headings: maybe(listOf(text)),
      metadata: maybe(opaque),
    }),
  ),
  queryEmbedding: maybe(listOf(amount)),
  metadata: orElse(
    fields<SemanticSearchAnswer['metadata']>({
      totalChunksSearched: maybe(amount),
      latencyMs: maybe(amount),
    }),
    { totalChunksSearched: undefined, latencyMs: undefined },
  ),
});

export function createSemanticSearch(send: Send): SemanticSearch {
  return (query, options) =>
    send({ endpoint, body: jsonBody({ orgId: 'default', ...query }) }, readAnswer, options);
}

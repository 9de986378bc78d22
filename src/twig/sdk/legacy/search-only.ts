import type { SearchOnlyRequest as WireRequest } from '#twig/api/legacy/semantic-search.ts';
import type { CallOptions, Send } from '../call.ts';
import type { LegacyEndpoint } from '../endpoint.ts';
import { amount, listOf, maybe, opaque, text } from '../from-wire.ts';
import { inEnvelope } from './in-envelope.ts';
import { plainBody } from './plain-body.ts';
import { sameFields } from './same-fields.ts';

export type SearchOnlyQuery = Readonly<WireRequest>;

export interface FoundChunk {
  readonly chunkId: string | undefined;
  readonly text: string;
  /** 0 to 1. */
  readonly similarityScore: number | undefined;
  readonly documentId: string | undefined;
  readonly documentTitle: string | undefined;
  readonly documentUrl: string | undefined;
}

export interface SearchOnlyAnswer {
  /** Best first. */
  readonly chunks: readonly FoundChunk[];
  readonly metadata: Readonly<Record<string, unknown>> | undefined;
}

/** Finds passages without generating an answer. */
export type SearchOnly = (
  query: SearchOnlyQuery,
  options?: CallOptions,
) => Promise<SearchOnlyAnswer>;

const endpoint: LegacyEndpoint<'searchOnly'> = {
  method: 'POST',
  path: '/api/semantic-search',
  scope: 'execute',
};

const readAnswer = inEnvelope(
  sameFields<SearchOnlyAnswer>({
    chunks: listOf(
      sameFields<FoundChunk>({
        chunkId: maybe(text),
        text,
        similarityScore: maybe(amount),
        documentId: maybe(text),
        documentTitle: maybe(text),
        documentUrl: maybe(text),
      }),
    ),
    metadata: maybe(opaque),
  }),
);

export function createSearchOnly(send: Send): SearchOnly {
  return (query, options) => send({ endpoint, body: plainBody(query) }, readAnswer, options);
}

import type {
  QueryMetadata as WireMetadata,
  QueryRequest as WireRequest,
  QuerySource as WireSource,
} from '#twig/api/query.ts';
import type { CallOptions, OpenCall, Send } from '../call.ts';
import type { Camel, Lenient } from '../camel.ts';
import type { Endpoint } from '../endpoint.ts';
import { amount, fields, listOf, maybe, opaque, orElse, text } from '../from-wire.ts';
import { jsonBody } from '../json-body.ts';
import { type Piece, readPieces } from '../read-pieces.ts';

export type QueryRequest = Omit<Camel<WireRequest>, 'stream'>;

/** A passage that the response rests on, the one that it cites as `[1]` first. */
export type QuerySource = Lenient<
  Camel<WireSource>,
  'chunkId' | 'documentTitle' | 'documentUrl' | 'similarityScore' | 'chunkText'
>;

export type QueryMetadata = Lenient<Camel<WireMetadata>, never>;

export interface QueryAnswer {
  readonly response: string;
  /** Empty when there is no information. */
  readonly sources: readonly QuerySource[];
  readonly metadata: QueryMetadata;
}

export type QueryPiece = Piece<QueryAnswer>;

/** Asks an agent. */
export type Query = (request: QueryRequest, options?: CallOptions) => Promise<QueryAnswer>;

/**
 * Asks an agent and gives the answer piece by piece. Leaving the loop ends the work on the server.
 * What fails before the first piece is tried again; what fails later is thrown.
 *
 * @example
 * const query = 'What is pricing?';
 * for await (const piece of client.queryStream({ agentId: 'agent_abc123', query })) {
 *   process.stdout.write(piece.delta);
 *   if (piece.done) console.log(piece.answer.sources);
 * }
 */
export type QueryStream = (
  request: QueryRequest,
  options?: CallOptions,
) => AsyncGenerator<QueryPiece, void>;

const endpoint: Endpoint<'query'> = { method: 'POST', path: '/api/v1/query', scope: 'execute' };

/** A language model on a small machine takes its time. */
const timeoutMs = 2 * 60_000;

const readSources = orElse(
  listOf(
    fields<QuerySource>({
      chunkId: text,
      documentTitle: text,
      documentUrl: text,
      similarityScore: amount,
      chunkText: text,
      documentId: maybe(text),
      headings: maybe(listOf(text)),
      metadata: maybe(opaque),
    }),
  ),
  [],
);

const readMetadata = orElse(
  fields<QueryMetadata>({
    interactionId: maybe(text),
    latencyMs: maybe(amount),
    tokensInput: maybe(amount),
    tokensOutput: maybe(amount),
    costUsd: maybe(amount),
    ragStrategy: maybe(text),
    model: maybe(text),
    sessionId: maybe(text),
    confidence: maybe(amount),
  }),
  {},
);

const readAnswer = fields<QueryAnswer>({
  response: text,
  sources: readSources,
  metadata: readMetadata,
});

interface QueryEvent {
  readonly delta: string;
  readonly done: boolean;
  readonly sources: readonly QuerySource[];
  readonly metadata: QueryMetadata;
}

const readEvent = fields<QueryEvent>({
  delta: orElse(text, ''),
  done: (wire) => wire === true,
  sources: readSources,
  metadata: readMetadata,
});

function answerOf(response: string, { sources, metadata }: QueryEvent): QueryAnswer {
  return { response, sources, metadata };
}

export function createQuery(send: Send): Query {
  return (request, options) =>
    send({ endpoint, timeoutMs, body: jsonBody(request) }, readAnswer, options);
}

export function createQueryStream(open: OpenCall): QueryStream {
  return async function* stream(request, options) {
    const body = jsonBody({ ...request, stream: true });
    const call = await open({ endpoint, timeoutMs, body }, options);
    yield* readPieces(call, { readAnswer, readEvent, answerOf });
  };
}

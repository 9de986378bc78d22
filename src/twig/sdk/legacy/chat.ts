import type {
  ChatMetadata as WireMetadata,
  ChatRequest as WireRequest,
  ChatSource as WireSource,
} from '#twig/api/legacy/chat.ts';
import type { CallOptions, OpenCall, Send } from '../call.ts';
import type { Lenient } from '../camel.ts';
import type { LegacyEndpoint } from '../endpoint.ts';
import { amount, listOf, maybe, orElse, type Read, text } from '../from-wire.ts';
import { type Piece, readPieces } from '../read-pieces.ts';
import { plainBody } from './plain-body.ts';
import { sameFields } from './same-fields.ts';

export type ChatRequest = Readonly<Omit<WireRequest, 'stream'>>;
export type ChatSource = Readonly<Lenient<WireSource, 'title' | 'url' | 'content'>>;
export type ChatMetadata = Readonly<Lenient<WireMetadata, never>>;

export interface ChatAnswer {
  /** The answer. */
  readonly text: string;
  /** The same, as the wire names it. */
  readonly response: string;
  readonly sources: readonly ChatSource[];
  readonly metadata: ChatMetadata;
}

export type ChatPiece = Piece<ChatAnswer>;

export type ChatCall = (request: ChatRequest, options?: CallOptions) => Promise<ChatAnswer>;

/** Leaving the loop ends the work on the server. */
export type ChatStream = (
  request: ChatRequest,
  options?: CallOptions,
) => AsyncGenerator<ChatPiece, void>;

const endpoint: LegacyEndpoint<'chat'> = { method: 'POST', path: '/api/chat', scope: 'execute' };

/** A language model on a small machine takes its time. */
const timeoutMs = 2 * 60_000;

const readSources = orElse(
  listOf(
    sameFields<ChatSource>({
      title: text,
      url: text,
      content: text,
      relevance: maybe(amount),
    }),
  ),
  [],
);

const readMetadata = orElse(
  sameFields<ChatMetadata>({
    latency: maybe(amount),
    tokensUsed: maybe(amount),
    strategy: maybe(text),
    confidence: maybe(amount),
    sessionId: maybe(text),
    interactionId: maybe(text),
  }),
  {},
);

const readWhole = sameFields<Omit<ChatAnswer, 'text'>>({
  response: text,
  sources: readSources,
  metadata: readMetadata,
});

const readAnswer: Read<ChatAnswer> = (wire, where) => {
  const whole = readWhole(wire, where);
  return { text: whole.response, ...whole };
};

interface ChatEvent {
  readonly delta: string;
  readonly done: boolean;
  readonly sources: readonly ChatSource[];
  readonly metadata: ChatMetadata;
}

const readEvent = sameFields<ChatEvent>({
  delta: orElse(text, ''),
  done: (wire) => wire === true,
  sources: readSources,
  metadata: readMetadata,
});

function answerOf(response: string, { sources, metadata }: ChatEvent): ChatAnswer {
  return { text: response, response, sources, metadata };
}

export function createChat(send: Send): ChatCall {
  return (request, options) =>
    send({ endpoint, timeoutMs, body: plainBody(request) }, readAnswer, options);
}

export function createChatStream(open: OpenCall): ChatStream {
  return async function* stream(request, options) {
    const body = plainBody({ ...request, stream: true });
    const call = await open({ endpoint, timeoutMs, body }, options);
    yield* readPieces(call, { readAnswer, readEvent, answerOf });
  };
}

import { RetryError } from '#core/errors.ts';
import type {
  ChatMetadata as WireMetadata,
  ChatRequest as WireRequest,
  ChatSource as WireSource,
} from '#twig/api/legacy/chat.ts';
import type { CallOptions, OpenCall, OpenedCall, Send } from '../call.ts';
import type { Lenient } from '../camel.ts';
import type { LegacyEndpoint } from '../endpoint.ts';
import { amount, listOf, maybe, orElse, type Read, text } from '../from-wire.ts';
import { parseJson } from '../parse-answer.ts';
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

/** One piece of a streamed answer. The last one has all of it. */
export type ChatPiece =
  | { readonly delta: string; readonly done: false }
  | { readonly delta: string; readonly done: true; readonly answer: ChatAnswer };

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

const readEvent = sameFields<{
  readonly delta: string;
  readonly done: boolean;
  readonly sources: readonly ChatSource[];
  readonly metadata: ChatMetadata;
}>({
  delta: orElse(text, ''),
  done: (wire) => wire === true,
  sources: readSources,
  metadata: readMetadata,
});

export function createChat(send: Send): ChatCall {
  return (request, options) =>
    send({ endpoint, timeoutMs, body: plainBody(request) }, readAnswer, options);
}

export function createChatStream(open: OpenCall): ChatStream {
  return async function* stream(request, options) {
    const body = plainBody({ ...request, stream: true });
    const call = await open({ endpoint, timeoutMs, body }, options);
    if (call.opened.is === 'stream') {
      yield* piecesOf(call, call.opened.events);
      return;
    }
    const answer = readAnswer(parseJson(call.opened.text), call.where);
    yield { delta: answer.text, done: true, answer };
  };
}

async function* piecesOf(
  { where, refusal }: OpenedCall,
  events: Extract<OpenedCall['opened'], { is: 'stream' }>['events'],
): AsyncGenerator<ChatPiece, void> {
  let response = '';
  for await (const { event, data } of events) {
    if (event === 'error') throw refusal(parseJson(data));
    if (event !== 'message' || data === '[DONE]') continue;
    const { delta, done, sources, metadata } = readEvent(parseJson(data), where);
    response += delta;
    if (done) {
      yield { delta, done, answer: { text: response, response, sources, metadata } };
      return;
    }
    yield { delta, done };
  }
  throw new RetryError(`${where} broke off before its last piece.`, {
    code: 'connection_lost',
    hint: 'Ask again; if it keeps happening, look at the network and at the server.',
  });
}

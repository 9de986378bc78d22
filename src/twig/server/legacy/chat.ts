import {
  type ChatAnswer,
  type ChatEvent,
  type ChatMetadata,
  type ChatSource,
  chatRequest,
} from '#twig/api/legacy/chat.ts';
import { type QueryMetadata, type QuerySource, queryAnswer, queryEvent } from '#twig/api/query.ts';
import { readServerSentEvents, type ServerSentEvent } from '#util/read-server-sent-events.ts';
import type { ServerContext } from '../answers.ts';
import { readJson } from '../read-input.ts';
import type { AskV1 } from './ask-v1.ts';
import { legacyError } from './legacy-error.ts';
import type { LegacyHandlers } from './legacy-handler.ts';
import { passOn, refusalOf } from './pass-on.ts';

export function chatHandlers(ask: AskV1): LegacyHandlers<'chat'> {
  return {
    async chat(context) {
      const input = await readJson(context, chatRequest);
      if (!input.ok) return input.answer;
      const { prompt, agentId, sessionId, stream } = input.value;
      const body = { query: prompt, agent_id: agentId, session_id: sessionId, stream };
      if (stream) return streamChat(ask, context, body);
      const answered = await passOn(ask, context, { route: 'query', body }, queryAnswer);
      if (!answered.ok) return answered.answer;
      const { response, sources, metadata } = answered.value;
      return context.json({
        response,
        sources: sources.map(sourceOf),
        metadata: metadataOf(metadata),
      } satisfies ChatAnswer);
    },
  };
}

async function streamChat(ask: AskV1, context: ServerContext, body: object): Promise<Response> {
  const answer = await ask(context, { route: 'query', body });
  if (!answer.ok || !answer.body) return refusalOf(context, answer);
  const events = readServerSentEvents(answer.body, {
    maxEventLength: Number.POSITIVE_INFINITY,
    onTooLong: () => new Error('An event of our own is endless.'),
  });
  for (const name of ['content-type', 'cache-control', 'x-accel-buffering']) {
    context.header(name, answer.headers.get(name) ?? undefined);
  }
  const encoder = new TextEncoder();
  return context.body(
    new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const { value, done } = await events.next();
          if (done) controller.close();
          else controller.enqueue(encoder.encode(legacyEvent(value)));
        },
        // Cancels the stream it reads, and so the work behind it.
        cancel: async () => void (await events.return()),
      },
      { highWaterMark: 0 },
    ),
  );
}

function legacyEvent({ event, data }: ServerSentEvent): string {
  const parsed: unknown = JSON.parse(data);
  if (event === 'error') {
    return `event: error\ndata: ${JSON.stringify(legacyError(parsed) ?? parsed)}\n\n`;
  }
  const piece = queryEvent.parse(parsed);
  const shown: ChatEvent = piece.done
    ? {
        delta: piece.delta,
        done: true,
        sources: piece.sources.map(sourceOf),
        metadata: metadataOf(piece.metadata),
      }
    : piece;
  return `data: ${JSON.stringify(shown)}\n\n`;
}

function sourceOf(source: QuerySource): ChatSource {
  return {
    title: source.document_title,
    url: source.document_url,
    content: source.chunk_text,
    relevance: source.similarity_score,
  };
}

function metadataOf(metadata: QueryMetadata): ChatMetadata {
  return {
    latency: metadata.latency_ms / 1000,
    tokensUsed: metadata.tokens_input + metadata.tokens_output,
    strategy: metadata.rag_strategy.toUpperCase(),
    confidence: metadata.confidence ?? 0,
    sessionId: metadata.session_id,
    interactionId: metadata.interaction_id,
  };
}

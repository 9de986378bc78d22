import type { ErrorBody } from '#twig/api/error-body.ts';
import type { QueryEvent } from '#twig/api/query.ts';
import { asError } from '#util/as-error.ts';
import type { Ask } from './answer/ask.ts';
import type { ServerContext } from './answers.ts';
import { askAgent } from './ask-agent.ts';
import type { ServerParts } from './routes/route-handler.ts';
import { whyUnanswered } from './why-unanswered.ts';

const encoder = new TextEncoder();

/**
 * Answers as server-sent events. The work begins when the answer is read and keeps pace with the
 * reader; a reader who leaves ends it.
 */
export function streamAnswer(parts: ServerParts, context: ServerContext, ask: Ask): Response {
  const left = new AbortController();
  const signal = AbortSignal.any([left.signal, context.req.raw.signal]);
  const pieces = askAgent(parts, ask, signal);
  const next = async (): Promise<{ readonly text: string; readonly last: boolean }> => {
    try {
      const piece = await pieces.next();
      if (!piece.done) return { text: eventOf({ delta: piece.value, done: false }), last: false };
      const { sources, metadata } = piece.value;
      return { text: eventOf({ delta: '', done: true, sources, metadata }), last: true };
    } catch (thrown) {
      if (signal.aborted) return { text: '', last: true };
      return { text: failureOf(asError(thrown)), last: true };
    }
  };
  const failureOf = (error: Error) => {
    const { code, message, retryAfterSeconds } = whyUnanswered(error);
    const request_id = context.get('requestId');
    if (retryAfterSeconds === undefined) parts.report(error, request_id);
    const details =
      retryAfterSeconds === undefined ? {} : { retry_after_seconds: retryAfterSeconds };
    const body: ErrorBody = { error: { code, message, details }, request_id };
    return `event: error\ndata: ${JSON.stringify(body)}\n\n`;
  };
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { text, last } = await next();
        if (text !== '') controller.enqueue(encoder.encode(text));
        if (last) controller.close();
      },
      async cancel() {
        left.abort(new Error('The client left.'));
        // Ends it where it waits for its reader; where it works, the signal does.
        // A generator that is ended early gives nothing; nobody looks at this value.
        await pieces.return(undefined as never);
      },
    },
    { highWaterMark: 0 },
  );
  context.header('Content-Type', 'text/event-stream; charset=utf-8');
  context.header('Cache-Control', 'no-cache, no-transform');
  // Proxies that gather an answer before they pass it on would undo the stream.
  context.header('X-Accel-Buffering', 'no');
  return context.body(body);
}

function eventOf(event: QueryEvent): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}

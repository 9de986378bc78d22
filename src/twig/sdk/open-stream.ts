import { StopRunError } from '#core/errors.ts';
import { readServerSentEvents, type ServerSentEvent } from '#util/read-server-sent-events.ts';
import type { BuiltRequest } from './build-request.ts';
import { connectionError } from './connection-error.ts';
import { maxAnswerBytes, type RawAnswer } from './exchange.ts';
import { readBounded } from './read-bounded.ts';

/** What came of a request for a stream. */
export type Opened =
  | {
      readonly is: 'stream';
      readonly status: number;
      readonly headers: Headers;
      /** To be read once; leaving the loop ends the work on the other side. */
      readonly events: AsyncGenerator<ServerSentEvent, void>;
    }
  /** A refusal, or a server that does not stream. */
  | ({ readonly is: 'answer' } & RawAnswer);

/**
 * One request whose answer is a stream of events. The request's time limit counts until the answer
 * begins, and between any two events.
 *
 * @throws RetryError when there is no answer or it breaks off, StopRunError for an event that does not
 * end, the signal's reason when it is aborted.
 */
export async function openStream(
  fetch: typeof globalThis.fetch,
  request: BuiltRequest,
  signal: AbortSignal | undefined,
): Promise<Opened> {
  const idle = createIdleTimer(request.timeoutMs);
  const explain = (thrown: unknown) => {
    if (signal?.aborted) return signal.reason;
    return thrown instanceof StopRunError ? thrown : connectionError(thrown, request);
  };
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: { ...request.headers, accept: 'text/event-stream, application/json' },
      ...(request.bytes !== undefined && { body: request.bytes }),
      redirect: 'manual',
      signal: signal === undefined ? idle.signal : AbortSignal.any([signal, idle.signal]),
    });
    const { status, headers, body } = response;
    const isStream = headers.get('content-type')?.startsWith('text/event-stream') === true;
    if (status === 200 && isStream && body !== null) {
      return { is: 'stream', status, headers, events: read(body) };
    }
    const text = await readBounded(response, maxAnswerBytes, request.label);
    idle.stop();
    return { is: 'answer', status, headers, text };
  } catch (thrown) {
    idle.stop();
    throw explain(thrown);
  }

  async function* read(
    body: ReadableStream<Uint8Array>,
  ): AsyncGenerator<ServerSentEvent, void, void> {
    const events = readServerSentEvents(body, {
      maxEventLength: maxAnswerBytes,
      onTooLong: () =>
        new StopRunError(`${request.label} sent an event of more than 32 MiB.`, {
          code: 'unexpected_answer',
          hint: 'Check that the base URL is the root of a Twig API.',
        }),
    });
    try {
      for await (const event of events) {
        // Whoever reads slowly is not the server's fault.
        idle.stop();
        yield event;
        idle.start();
      }
    } catch (thrown) {
      throw explain(thrown);
    } finally {
      idle.stop();
    }
  }
}

/** Aborts with what `fetch` itself would throw when a time limit is over. */
function createIdleTimer(timeoutMs: number) {
  const controller = new AbortController();
  const timedOut = () => controller.abort(new DOMException('Nothing came.', 'TimeoutError'));
  let timer = setTimeout(timedOut, timeoutMs);
  return {
    signal: controller.signal,
    start() {
      clearTimeout(timer);
      timer = setTimeout(timedOut, timeoutMs);
    },
    stop: () => clearTimeout(timer),
  };
}

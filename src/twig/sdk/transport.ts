import type { Clock } from '#core/clock.ts';
import { RetryError } from '#core/errors.ts';
import type { KeyScope, ScopeLimits } from '#core/scope-limits.ts';
import { errorOfAnswer } from './api-failure.ts';
import { type Address, type BuiltRequest, buildRequest } from './build-request.ts';
import type { Call, CallOptions, OpenCall, Send } from './call.ts';
import { exchange, type RawAnswer } from './exchange.ts';
import { isRecord } from './from-wire.ts';
import { type Opened, openStream } from './open-stream.ts';
import { parseAnswer, parseJson } from './parse-answer.ts';
import { readRateWord } from './rate-word.ts';
import { withRetries } from './retry.ts';
import { createScopePace, type OnWait, type ScopePace } from './scope-pace.ts';

export interface TransportOptions extends Address {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly random: () => number;
  readonly limits: ScopeLimits;
  readonly onWait: OnWait;
}

export interface Transport {
  readonly send: Send;
  readonly open: OpenCall;
}

/** The way from a call to its answer: one pace for each scope, one retry policy for all. */
export function createTransport(transport: TransportOptions): Transport {
  const { clock, limits, onWait } = transport;
  const paceOf = (scope: KeyScope) => createScopePace(scope, limits[scope], { clock, onWait });
  const paces: Readonly<Record<KeyScope, ScopePace>> = {
    execute: paceOf('execute'),
    write: paceOf('write'),
    read: paceOf('read'),
    admin: paceOf('admin'),
  };

  const retried = <Result>(
    call: Call,
    options: CallOptions,
    work: (request: BuiltRequest, pace: ScopePace) => Promise<Result>,
  ): Promise<Result> => {
    const { scope } = call.endpoint;
    const pace = paces[scope];
    // Once for all tries, so that a repeated write is the same to the last byte and header.
    const request = buildRequest(transport, call, options.idempotencyKey);
    return withRetries(() => work(request, pace), {
      clock,
      random: transport.random,
      deadlineMs: options.deadlineMs ?? (scope === 'write' ? 15 : 2) * 60_000,
      signal: options.signal,
      onWait: (ms) => onWait({ scope, ms, why: 'retry', perMinute: pace.perMinute }),
    });
  };

  return {
    send: (call, read, options = {}) =>
      retried(call, options, async (request, pace) => {
        const answer = await sendOnce(transport, pace, request, options, exchange);
        return read(parseAnswer(answer, request), whereOf(request));
      }),
    open: (call, options = {}) =>
      retried(call, options, async (request, pace) => {
        const opened = await sendOnce(transport, pace, request, options, openStream);
        return {
          opened,
          where: whereOf(request),
          refusal: (body) => streamRefusal(transport, request, body),
        };
      }),
  };
}

function whereOf(request: BuiltRequest): string {
  return `The answer to ${request.label}`;
}

type SendOnce<Answer> = (
  fetch: typeof globalThis.fetch,
  request: BuiltRequest,
  signal: AbortSignal | undefined,
) => Promise<Answer>;

/** One successful answer, whole or begun. */
async function sendOnce<Answer extends RawAnswer | Opened>(
  transport: TransportOptions,
  pace: ScopePace,
  request: BuiltRequest,
  { signal, onRequest }: CallOptions,
  sendIt: SendOnce<Answer>,
): Promise<Answer> {
  await pace.take(signal);
  let answer: Answer | undefined;
  try {
    onRequest?.({ scope: request.scope, bytes: request.bytes?.byteLength ?? 0 });
    answer = await sendIt(transport.fetch, request, signal);
  } finally {
    pace.settle(answer && readRateWord(answer.headers));
  }

  const { status, headers } = answer;
  if (status >= 200 && status < 300) return answer;
  const { apiKey, clock } = transport;
  // Only an answer that came whole has another status than 200.
  const text = 'text' in answer ? answer.text : '';
  const refusal = errorOfAnswer({
    label: request.label,
    scope: request.scope,
    status,
    headers,
    // A server may quote the key that it refuses; a message must not.
    body: parseJson(text.replaceAll(apiKey, '[key]')),
    now: clock.now(),
  });
  if (status === 429 && refusal instanceof RetryError) pace.pause(refusal.retryAfterMs ?? 0);
  throw refusal;
}

/** A failure in the middle of a stream has the body of a refusal, and no status. */
function streamRefusal(
  { apiKey, clock }: TransportOptions,
  { label, scope }: BuiltRequest,
  body: unknown,
): Error {
  const error = isRecord(body) && isRecord(body.error) ? body.error : {};
  const details = isRecord(error.details) ? error.details : {};
  const seconds = details.retry_after_seconds;
  return errorOfAnswer({
    label,
    scope,
    status: error.code === 'service_unavailable' ? 503 : 500,
    headers: new Headers(typeof seconds === 'number' ? { 'retry-after': String(seconds) } : {}),
    body: parseJson(JSON.stringify(body ?? {}).replaceAll(apiKey, '[key]')),
    now: clock.now(),
  });
}

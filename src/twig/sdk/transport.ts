import type { Clock } from '#core/clock.ts';
import { RetryError } from '#core/errors.ts';
import type { KeyScope, ScopeLimits } from '#core/scope-limits.ts';
import { errorOfAnswer } from './api-failure.ts';
import { type Address, type BuiltRequest, buildRequest } from './build-request.ts';
import type { CallOptions, Send } from './call.ts';
import { exchange, type RawAnswer } from './exchange.ts';
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

/** The way from a call to its answer: one pace for each scope, one retry policy for all. */
export function createTransport(transport: TransportOptions): Send {
  const { clock, limits, onWait } = transport;
  const paceOf = (scope: KeyScope) => createScopePace(scope, limits[scope], { clock, onWait });
  const paces: Readonly<Record<KeyScope, ScopePace>> = {
    execute: paceOf('execute'),
    write: paceOf('write'),
    read: paceOf('read'),
    admin: paceOf('admin'),
  };

  return async (call, read, options = {}) => {
    const { scope } = call.endpoint;
    const pace = paces[scope];
    // Once for all tries, so that a repeated write is the same to the last byte and header.
    const request = buildRequest(transport, call, options.idempotencyKey);
    return withRetries(
      async () => {
        const value = await sendOnce(transport, pace, request, options);
        return read(value, `The answer to ${request.label}`);
      },
      {
        clock,
        random: transport.random,
        deadlineMs: options.deadlineMs ?? (scope === 'write' ? 15 : 2) * 60_000,
        signal: options.signal,
        onWait: (ms) => onWait({ scope, ms, why: 'retry', perMinute: pace.perMinute }),
      },
    );
  };
}

/** The parsed JSON of one successful answer; undefined when it has no body. */
async function sendOnce(
  { apiKey, fetch, clock }: TransportOptions,
  pace: ScopePace,
  request: BuiltRequest,
  { signal, onRequest }: CallOptions,
): Promise<unknown> {
  await pace.take(signal);
  let answer: RawAnswer | undefined;
  try {
    onRequest?.({ scope: request.scope, bytes: request.bytes?.byteLength ?? 0 });
    answer = await exchange(fetch, request, signal);
  } finally {
    pace.settle(answer && readRateWord(answer.headers));
  }

  const { status, headers, text } = answer;
  if (status >= 200 && status < 300) return parseAnswer(answer, request);
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

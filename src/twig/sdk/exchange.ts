import { StopRunError } from '#core/errors.ts';
import type { BuiltRequest } from './build-request.ts';
import { connectionError } from './connection-error.ts';
import { readBounded } from './read-bounded.ts';

/** No answer of the contract comes near it: 200 passages with the query's embedding are 2 MB. */
export const maxAnswerBytes = 32 * 1024 * 1024;

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * One request and its whole answer, whatever its status.
 *
 * @throws RetryError when there is no answer, StopRunError when it does not end, the signal's reason
 * when it is aborted.
 */
export async function exchange(
  fetch: typeof globalThis.fetch,
  request: BuiltRequest,
  signal: AbortSignal | undefined,
): Promise<RawAnswer> {
  try {
    return await send(fetch, request, signal);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw error instanceof StopRunError ? error : connectionError(error, request);
  }
}

async function send(
  fetch: typeof globalThis.fetch,
  request: BuiltRequest,
  signal: AbortSignal | undefined,
): Promise<RawAnswer> {
  const timeout = AbortSignal.timeout(request.timeoutMs);
  const response = await fetch(request.url, {
    method: request.method,
    headers: request.headers,
    ...(request.bytes !== undefined && { body: request.bytes }),
    // Followed, a redirect would carry a write on as a GET, and the key to another host.
    redirect: 'manual',
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
  });
  const text = await readBounded(response, maxAnswerBytes, request.label);
  return { status: response.status, headers: response.headers, text };
}

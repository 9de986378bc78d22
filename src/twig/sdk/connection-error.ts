import { RetryError } from '#core/errors.ts';
import type { BuiltRequest } from './build-request.ts';

/** Codes of Node's network layer for "nobody was there"; a browser tells no more than that it failed. */
const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its name could not be looked up',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no network',
  UND_ERR_CONNECT_TIMEOUT: 'no connection within the time limit',
};

/** Says why no answer came, as far as the platform's `fetch` tells. */
export function connectionError(thrown: unknown, request: BuiltRequest): RetryError {
  const { label, baseUrl, timeoutMs } = request;
  const { name, code, reason } = rootOf(thrown);
  if (name === 'TimeoutError') {
    return new RetryError(`${label} was not answered within ${timeoutMs / 1000} s.`, {
      code: 'timeout',
      hint: 'Try again later, or look at what the server is busy with.',
      cause: thrown,
    });
  }
  const nobody = code === undefined ? undefined : unreachable[code];
  if (nobody !== undefined) {
    return new RetryError(`Cannot reach ${baseUrl}: ${nobody}.`, {
      code: 'unreachable',
      hint: isLoopback(baseUrl)
        ? 'Is it running? `twigkit serve` starts a server; otherwise correct the base URL.'
        : 'Check the base URL, the network and any proxy.',
      cause: thrown,
    });
  }
  return new RetryError(`The connection broke during ${label}: ${reason}.`, {
    code: 'connection_lost',
    hint: 'Try again; if it keeps happening, look at the network and at the server.',
    cause: thrown,
  });
}

/** The innermost cause: what `fetch` throws itself says only that it failed. */
function rootOf(thrown: unknown) {
  let error = thrown;
  for (
    let depth = 0;
    depth < 5 && error instanceof Error && error.cause instanceof Error;
    depth += 1
  ) {
    error = error.cause;
  }
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string'
      ? error.code
      : undefined;
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  return { name, code, reason: message || code || 'no reason given' };
}

function isLoopback(baseUrl: string): boolean {
  return /^https?:\/\/(localhost|127\.|\[::1\])/.test(baseUrl);
}

import { parseHttpDate } from '#util/parse-http-date.ts';
import { readRetryAfter } from '#util/read-retry-after.ts';

/** What an answer says about the limits of the key's scope. */
export interface RateWord {
  readonly perMinute: number | undefined;
  /** Requests that the server would still take now. */
  readonly remaining: number | undefined;
}

/** Reads `X-RateLimit-Limit` and `X-RateLimit-Remaining`; undefined when neither makes sense. */
export function readRateWord(headers: Headers): RateWord | undefined {
  const perMinute = wholeNumber(headers.get('x-ratelimit-limit'));
  const remaining = wholeNumber(headers.get('x-ratelimit-remaining'));
  if (perMinute === undefined && remaining === undefined) return undefined;
  // A limit of zero would stop the client for ever: not a limit anybody means.
  return { perMinute: perMinute === 0 ? undefined : perMinute, remaining };
}

/**
 * How long the server asks us to wait, in milliseconds: `Retry-After` in seconds or as a date, else
 * `error.retryAfter` (seconds) in the body, else, and only on a 429, `X-RateLimit-Reset` (Unix
 * seconds). Dates are read against the answer's own `Date`, so a wrong clock on this side does not
 * matter.
 */
export function readRetryAfterMs(
  answer: { readonly status: number; readonly headers: Headers },
  bodySeconds: number | undefined,
  now: number,
): number | undefined {
  const { status, headers } = answer;
  const serverNow = parseHttpDate(headers.get('date')) ?? now;

  const asked = readRetryAfter(headers.get('retry-after'), serverNow);
  if (asked !== undefined) return asked;

  if (bodySeconds !== undefined && bodySeconds >= 0) return Math.ceil(bodySeconds * 1000);
  const reset = status === 429 ? wholeNumber(headers.get('x-ratelimit-reset')) : undefined;
  return reset === undefined ? undefined : Math.max(0, reset * 1000 - serverNow);
}

function wholeNumber(header: string | null): number | undefined {
  return header !== null && /^\s*\d+(\.\d+)?\s*$/.test(header)
    ? Math.ceil(Number(header))
    : undefined;
}

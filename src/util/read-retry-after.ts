import { parseHttpDate } from './parse-http-date.ts';

/**
 * How long a `Retry-After` header asks to wait, in milliseconds: seconds, or a date, read against
 * `serverNow`. Undefined when it is missing or makes no sense.
 */
export function readRetryAfter(
  header: string | null | undefined,
  serverNow: number,
): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text)) * 1000;
  const until = parseHttpDate(text);
  return until === undefined ? undefined : Math.max(0, until - serverNow);
}

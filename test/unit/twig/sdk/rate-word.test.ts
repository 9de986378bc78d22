import { describe, expect, it } from 'vitest';
import { readRateWord, readRetryAfterMs } from '#twig/sdk/rate-word.ts';

const now = Date.parse('2026-01-15T12:00:00Z');
const retryAfter = (
  headers: Record<string, string>,
  { status = 429, bodySeconds }: { status?: number; bodySeconds?: number } = {},
) => readRetryAfterMs({ status, headers: new Headers(headers) }, bodySeconds, now);

describe('what an answer says about limits', () => {
  it('reads limit and remaining, and ignores nonsense', () => {
    const word = (headers: Record<string, string>) => readRateWord(new Headers(headers));

    expect(word({ 'X-RateLimit-Limit': '10', 'X-RateLimit-Remaining': '3' })).toEqual({
      perMinute: 10,
      remaining: 3,
    });
    expect(word({ 'X-RateLimit-Remaining': '0' })).toEqual({ perMinute: undefined, remaining: 0 });
    expect(word({ 'X-RateLimit-Limit': 'lots', 'X-RateLimit-Remaining': '-1' })).toBeUndefined();
    expect(word({ 'X-RateLimit-Limit': '0' })?.perMinute).toBeUndefined();
    expect(word({})).toBeUndefined();
  });

  it('reads Retry-After in seconds and as a date, by the clock of the server', () => {
    expect(retryAfter({ 'retry-after': '12' })).toBe(12_000);
    expect(retryAfter({ 'retry-after': '0' })).toBe(0);
    expect(retryAfter({ 'retry-after': 'Thu, 15 Jan 2026 12:00:30 GMT' })).toBe(30_000);
    expect(
      retryAfter({
        date: 'Thu, 15 Jan 2026 13:00:00 GMT',
        'retry-after': 'Thu, 15 Jan 2026 13:00:07 GMT',
      }),
    ).toBe(7000);
    expect(retryAfter({ 'retry-after': 'Thu, 15 Jan 2026 11:00:00 GMT' })).toBe(0);
  });

  it('falls back to the body, and to the reset time on a 429 only', () => {
    const reset = { 'x-ratelimit-reset': String(now / 1000 + 40) };

    expect(retryAfter({}, { bodySeconds: 1.5 })).toBe(1500);
    expect(retryAfter(reset)).toBe(40_000);
    expect(retryAfter(reset, { bodySeconds: 3 })).toBe(3000);
    expect(retryAfter(reset, { status: 500 })).toBeUndefined();
    expect(retryAfter({ 'retry-after': 'soon' })).toBeUndefined();
  });
});

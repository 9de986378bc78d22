import { describe, expect, it } from 'vitest';
import { documentedScopeLimits } from '#core/scope-limits.ts';
import { createRateLimiter } from '#twig/server/rate-limiter.ts';
import { manualClock } from '../../../support/manual-clock.ts';

describe('the rate limiter', () => {
  it('lets the burst through, then one request whenever a token has grown', async () => {
    const clock = manualClock({ startMs: 0 });
    const limiter = createRateLimiter(documentedScopeLimits, clock);
    const allowed = () => limiter.take('key_1', 'write').allowed;

    expect(Array.from({ length: 16 }, allowed)).toEqual([...Array(15).fill(true), false]);
    await clock.advance(5_999);
    expect(allowed()).toBe(false);
    await clock.advance(1);
    expect([allowed(), allowed()]).toEqual([true, false]);
  });

  it('says what is left and when', () => {
    const clock = manualClock({ startMs: 0 });
    const limiter = createRateLimiter(documentedScopeLimits, clock);

    expect(limiter.take('key_1', 'write')).toEqual({
      allowed: true,
      limit: 10,
      remaining: 14,
      resetAt: 6,
      retryAfterSeconds: 0,
    });
    for (let taken = 1; taken < 15; taken += 1) limiter.take('key_1', 'write');
    expect(limiter.take('key_1', 'write')).toMatchObject({
      allowed: false,
      remaining: 0,
      resetAt: 6,
      retryAfterSeconds: 6,
    });
  });

  it('keeps keys and scopes apart', () => {
    const limits = { ...documentedScopeLimits, write: { perMinute: 1, burst: 1 } };
    const limiter = createRateLimiter(limits, manualClock({ startMs: 0 }));

    limiter.take('key_1', 'write');

    expect(limiter.take('key_1', 'write').allowed).toBe(false);
    expect(limiter.take('key_2', 'write').allowed).toBe(true);
    expect(limiter.take('key_1', 'read').allowed).toBe(true);
  });
});

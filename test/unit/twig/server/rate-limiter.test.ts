import { describe, expect, it } from 'vitest';
import { documentedScopeLimits } from '#core/scope-limits.ts';
import { plans } from '#twig/server/plan-limits.ts';
import { createRateLimiter } from '#twig/server/rate-limiter.ts';
import { manualClock } from '../../../support/manual-clock.ts';

const key1 = { keyId: 'key_1', organisation: 'org_1' };
const key2 = { keyId: 'key_2', organisation: 'org_1' };

describe('the rate limiter', () => {
  it('lets the burst through, then one request whenever a token has grown', async () => {
    const clock = manualClock({ startMs: 0 });
    const limiter = createRateLimiter(documentedScopeLimits, clock);
    const allowed = () => limiter.take(key1, 'write').allowed;

    expect(Array.from({ length: 16 }, allowed)).toEqual([...Array(15).fill(true), false]);
    await clock.advance(5_999);
    expect(allowed()).toBe(false);
    await clock.advance(1);
    expect([allowed(), allowed()]).toEqual([true, false]);
  });

  it('says what is left and when', () => {
    const clock = manualClock({ startMs: 0 });
    const limiter = createRateLimiter(documentedScopeLimits, clock);

    expect(limiter.take(key1, 'write')).toEqual({
      allowed: true,
      limit: 10,
      remaining: 14,
      resetAt: 6,
      retryAfterSeconds: 0,
      unit: 'write requests a minute',
    });
    for (let taken = 1; taken < 15; taken += 1) limiter.take(key1, 'write');
    expect(limiter.take(key1, 'write')).toMatchObject({
      allowed: false,
      remaining: 0,
      resetAt: 6,
      retryAfterSeconds: 6,
    });
  });

  it('keeps keys and scopes apart', () => {
    const limits = { ...documentedScopeLimits, write: { perMinute: 1, burst: 1 } };
    const limiter = createRateLimiter(limits, manualClock({ startMs: 0 }));

    limiter.take(key1, 'write');

    expect(limiter.take(key1, 'write').allowed).toBe(false);
    expect(limiter.take(key2, 'write').allowed).toBe(true);
    expect(limiter.take(key1, 'read').allowed).toBe(true);
  });

  it('counts all keys of an organisation against its plan, by the minute', async () => {
    const clock = manualClock({ startMs: 0 });
    const limiter = createRateLimiter(documentedScopeLimits, clock, plans.free);

    for (let taken = 0; taken < 20; taken += 1) limiter.take(taken % 2 ? key1 : key2, 'read');
    const refused = limiter.take(key1, 'execute');
    const other = limiter.take({ keyId: 'key_3', organisation: 'org_2' }, 'execute');
    await clock.advance(3_000);

    expect(refused).toMatchObject({ allowed: false, limit: 20, remaining: 0, resetAt: 3 });
    expect(refused).toMatchObject({ retryAfterSeconds: 3, unit: 'requests a minute by its plan' });
    expect(other).toMatchObject({ allowed: true, limit: 20, remaining: 19 });
    expect(limiter.take(key1, 'execute').allowed).toBe(true);
  });

  it('counts them by the UTC day too, and begins anew at midnight', async () => {
    const clock = manualClock({ startMs: 0 });
    const limiter = createRateLimiter(documentedScopeLimits, clock, plans.free);
    let allowed = 0;
    for (let minute = 0; minute < 60; minute += 1) {
      for (let taken = 0; taken < 20; taken += 1) {
        if (limiter.take(key1, 'read').allowed) allowed += 1;
      }
      await clock.advance(60_000);
    }

    const refused = limiter.take(key2, 'execute');
    await clock.advance(23 * 3_600_000);

    expect(allowed).toBe(1_000);
    expect(refused).toMatchObject({ allowed: false, limit: 1_000, retryAfterSeconds: 82_800 });
    expect(limiter.take(key1, 'read')).toMatchObject({ allowed: true });
  });

  it('takes a request that one limit refuses from no other', () => {
    const clock = manualClock({ startMs: 0 });
    const limits = { ...documentedScopeLimits, write: { perMinute: 1, burst: 1 } };
    const limiter = createRateLimiter(limits, clock, plans.free);

    for (let taken = 0; taken < 30; taken += 1) limiter.take(key1, 'write');

    expect(limiter.take(key2, 'read')).toMatchObject({ allowed: true, remaining: 18 });
  });
});

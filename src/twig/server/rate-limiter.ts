import type { Clock } from '#core/clock.ts';
import type { KeyScope, ScopeLimits } from '#core/scope-limits.ts';

/** What is left to a key in one scope after a request. */
export interface Budget {
  readonly allowed: boolean;
  /** Requests per minute, as `X-RateLimit-Limit`. */
  readonly limit: number;
  /** Requests that would be allowed right now. */
  readonly remaining: number;
  /**
   * Unix seconds: when the bucket is full again; when nothing remains, when the next request is
   * allowed.
   */
  readonly resetAt: number;
  /** Whole seconds until the next request is allowed; 0 when one is. */
  readonly retryAfterSeconds: number;
}

export interface RateLimiter {
  take(keyId: string, scope: KeyScope): Budget;
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** One token bucket per key and scope. Only keys that exist may be passed, so it stays small. */
export function createRateLimiter(limits: ScopeLimits, clock: Clock): RateLimiter {
  const buckets = new Map<string, Bucket>();
  return {
    take(keyId, scope) {
      const { perMinute, burst } = limits[scope];
      const perMs = perMinute / 60_000;
      const now = clock.now();
      const name = `${scope} ${keyId}`;
      const bucket = buckets.get(name) ?? { tokens: burst, filledAt: now };
      buckets.set(name, bucket);
      const passedMs = Math.max(0, now - bucket.filledAt);
      bucket.tokens = Math.min(burst, bucket.tokens + passedMs * perMs);
      bucket.filledAt = now;
      const allowed = bucket.tokens >= 1;
      if (allowed) bucket.tokens -= 1;
      const untilNextMs = Math.max(0, (1 - bucket.tokens) / perMs);
      const untilFullMs = (burst - bucket.tokens) / perMs;
      const remaining = Math.floor(bucket.tokens);
      return {
        allowed,
        limit: perMinute,
        remaining,
        resetAt: Math.ceil((now + (remaining === 0 ? untilNextMs : untilFullMs)) / 1000),
        retryAfterSeconds: Math.ceil(untilNextMs / 1000),
      };
    },
  };
}

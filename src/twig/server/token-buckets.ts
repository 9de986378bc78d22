import type { Clock } from '#core/clock.ts';
import type { ScopeLimit } from '#core/scope-limits.ts';

/** A bucket as it is now. */
export interface TokenBucket {
  /** Requests that are allowed now; may be a fraction. */
  tokens(): number;
  take(): void;
  state(): BucketState;
}

export interface BucketState {
  readonly limit: number;
  readonly remaining: number;
  /** Unix seconds: when it is full again; when nothing remains, when the next request is allowed. */
  readonly resetAt: number;
  /** 0 when a request is allowed. */
  readonly retryAfterSeconds: number;
}

export interface TokenBuckets {
  /** The bucket of that name, full at first. */
  bucket(name: string, limit: ScopeLimit): TokenBucket;
}

/** Buckets that fill by `perMinute` and hold `burst`. */
export function createTokenBuckets(clock: Pick<Clock, 'now'>): TokenBuckets {
  const kept = new Map<string, { tokens: number; filledAt: number }>();
  return {
    bucket(name, { perMinute, burst }) {
      const perMs = perMinute / 60_000;
      const now = clock.now();
      const bucket = kept.get(name) ?? { tokens: burst, filledAt: now };
      kept.set(name, bucket);
      const passedMs = Math.max(0, now - bucket.filledAt);
      bucket.tokens = Math.min(burst, bucket.tokens + passedMs * perMs);
      bucket.filledAt = now;
      return {
        tokens: () => bucket.tokens,
        take() {
          bucket.tokens -= 1;
        },
        state() {
          const untilNextMs = Math.max(0, (1 - bucket.tokens) / perMs);
          const untilFullMs = (burst - bucket.tokens) / perMs;
          const remaining = Math.floor(bucket.tokens);
          return {
            limit: perMinute,
            remaining,
            resetAt: Math.ceil((now + (remaining === 0 ? untilNextMs : untilFullMs)) / 1000),
            retryAfterSeconds: Math.ceil(untilNextMs / 1000),
          };
        },
      };
    },
  };
}

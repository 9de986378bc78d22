import type { Clock } from '#kit';

/**
 * Slack counts per method, workspace and app. One bucket each: a minute's worth may go at once, then
 * calls wait for their turn. What a 429 says outweighs what is assumed here.
 */
export interface MethodLimits {
  /** Waits until a call of that method may go. */
  turn(method: string, signal: AbortSignal): Promise<void>;
  /** Slack asked to wait. */
  holdBack(method: string, waitMs: number): void;
  /** From now on this method may be called so often. */
  limit(method: string, perMinute: number): void;
}

/** Calls a minute by Slack's tiers: 2 is 20, 3 is 50, 4 is 100. */
const perMinuteAtFirst: Readonly<Record<string, number>> = {
  'conversations.list': 20,
  'conversations.history': 50,
  'conversations.replies': 50,
  'conversations.info': 50,
  'conversations.join': 50,
  'conversations.members': 100,
  'users.info': 100,
  'files.info': 100,
  'team.info': 50,
};
const otherwisePerMinute = 50;

interface Bucket {
  perMinute: number;
  tokens: number;
  filledAt: number;
  heldUntil: number;
}

export function createMethodLimits(clock: Clock): MethodLimits {
  const buckets = new Map<string, Bucket>();

  const bucketOf = (method: string): Bucket => {
    const found = buckets.get(method);
    if (found) return found;
    const perMinute = perMinuteAtFirst[method] ?? otherwisePerMinute;
    const bucket = { perMinute, tokens: perMinute, filledAt: clock.now(), heldUntil: 0 };
    buckets.set(method, bucket);
    return bucket;
  };

  const fill = (bucket: Bucket) => {
    const now = clock.now();
    const grown = ((now - bucket.filledAt) * bucket.perMinute) / 60_000;
    bucket.tokens = Math.min(bucket.perMinute, bucket.tokens + Math.max(0, grown));
    bucket.filledAt = now;
  };

  return {
    async turn(method, signal) {
      const bucket = bucketOf(method);
      for (;;) {
        signal.throwIfAborted();
        fill(bucket);
        const held = bucket.heldUntil - clock.now();
        if (held <= 0 && bucket.tokens >= 1) break;
        const missing = Math.max(0, 1 - bucket.tokens);
        await clock.sleep(
          Math.max(held, Math.ceil((missing * 60_000) / bucket.perMinute), 1),
          signal,
        );
      }
      bucket.tokens -= 1;
    },
    holdBack(method, waitMs) {
      const bucket = bucketOf(method);
      bucket.heldUntil = Math.max(bucket.heldUntil, clock.now() + waitMs);
      bucket.tokens = Math.min(bucket.tokens, 1);
    },
    limit(method, perMinute) {
      const bucket = bucketOf(method);
      bucket.perMinute = perMinute;
      bucket.tokens = Math.min(bucket.tokens, perMinute);
    },
  };
}

import type { Clock } from '#kit';

/**
 * When the next request may go. Notion counts all requests of a connection together, by the minute,
 * and tells the number nowhere: it is assumed, and what a 429 says outweighs it.
 */
export interface RequestPace {
  turn(signal: AbortSignal): Promise<void>;
  /** Notion asked to wait: everybody does, and goes slower from then on. */
  holdBack(waitMs: number): void;
  /** An answer came: after a minute of them the pace is a little faster again, up to where it began. */
  settle(): void;
}

const slowestPerMinute = 20;

export function createRequestPace(clock: Clock, requestsPerMinute: number): RequestPace {
  let perMinute = requestsPerMinute;
  let tokens = requestsPerMinute;
  let filledAt = clock.now();
  let heldUntil = 0;
  let raisedAt = clock.now();

  const fill = () => {
    const now = clock.now();
    tokens = Math.min(perMinute, tokens + Math.max(0, ((now - filledAt) * perMinute) / 60_000));
    filledAt = now;
  };

  return {
    async turn(signal) {
      for (;;) {
        signal.throwIfAborted();
        fill();
        const held = heldUntil - clock.now();
        if (held <= 0 && tokens >= 1) break;
        const missing = Math.ceil((Math.max(0, 1 - tokens) * 60_000) / perMinute);
        await clock.sleep(Math.max(held, missing, 1), signal);
      }
      tokens -= 1;
    },
    holdBack(waitMs) {
      const until = clock.now() + waitMs;
      // Requests that were under way together are refused together: that is one refusal.
      if (until > heldUntil + 1_000) {
        perMinute = Math.max(Math.min(slowestPerMinute, requestsPerMinute), perMinute * 0.7);
        raisedAt = clock.now();
      }
      heldUntil = Math.max(heldUntil, until);
      tokens = Math.min(tokens, 1);
    },
    settle() {
      if (perMinute >= requestsPerMinute || clock.now() - raisedAt < 60_000) return;
      perMinute = Math.min(requestsPerMinute, perMinute * 1.1);
      raisedAt = clock.now();
    },
  };
}

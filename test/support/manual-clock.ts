import type { Clock } from '#core/clock.ts';

export interface ManualClock extends Clock {
  /** How long every sleep so far was asked to take, in milliseconds. */
  readonly sleeps: readonly number[];
  /** How many are asleep now. */
  readonly sleeping: number;
  /** Lets time pass; wakes who is due, in order, and lets them act before the next one wakes. */
  advance(ms: number): Promise<void>;
}

/**
 * A clock that only moves when told to. With `skips`, a sleep moves it at once to its own end:
 * nobody ever waits, and `now` shows how long it would have taken.
 */
export function manualClock({
  startMs = Date.UTC(2026, 0, 15, 12),
  skips = false,
}: {
  readonly startMs?: number;
  readonly skips?: boolean;
} = {}): ManualClock {
  let now = startMs;
  const sleeps: number[] = [];
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();

  return {
    sleeps,
    get sleeping() {
      return sleepers.size;
    },
    now: () => now,
    sleep(ms, signal) {
      signal?.throwIfAborted();
      sleeps.push(ms);
      if (skips) {
        now += ms;
        return Promise.resolve();
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const sleeper = { at: now + ms, wake: resolve };
      sleepers.add(sleeper);
      const abort = () => {
        sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
      return promise.finally(() => signal?.removeEventListener('abort', abort));
    },
    async advance(ms) {
      const until = now + ms;
      for (;;) {
        const next = [...sleepers].sort((a, b) => a.at - b.at)[0];
        if (next === undefined || next.at > until) break;
        sleepers.delete(next);
        now = Math.max(now, next.at);
        next.wake();
        await new Promise((resolve) => setImmediate(resolve));
      }
      now = until;
    },
  };
}

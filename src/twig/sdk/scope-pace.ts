import type { Clock } from '#core/clock.ts';
import type { KeyScope, ScopeLimit } from '#core/scope-limits.ts';
import type { RateWord } from './rate-word.ts';

/** A pause that a caller can show: `waiting 12 s: 10 writes a minute`. */
export interface Wait {
  readonly scope: KeyScope;
  readonly ms: number;
  /** `pace`: the scope's budget is used up. `retry`: a call failed and is tried again. */
  readonly why: 'pace' | 'retry';
  /** The scope's budget as far as it is known now. */
  readonly perMinute: number;
}

export type OnWait = (wait: Wait) => void;

/** The budget of one scope of one key. */
export interface ScopePace {
  /** Resolves when a request may be sent, first come first served; rejects when `signal` is aborted. */
  take(signal: AbortSignal | undefined): Promise<void>;
  /** Owed after every `take`, with what the server said about its limits, if it said anything. */
  settle(word: RateWord | undefined): void;
  /**
   * Nobody sends before `ms` have passed, two minutes at most: the server refused a request as one too
   * many. Where it asks for more (a daily quota), every caller shall hear that from the server.
   */
  pause(ms: number): void;
  readonly perMinute: number;
}

const maxPauseMs = 2 * 60_000;

/**
 * A token bucket that waits rather than fails. It starts from the documented limit; the server's word
 * wins, because other clients may use the same key and a server may have other limits.
 */
export function createScopePace(
  scope: KeyScope,
  start: ScopeLimit,
  { clock, onWait }: { readonly clock: Clock; readonly onWait: OnWait },
): ScopePace {
  let { perMinute, burst } = start;
  let tokens = burst;
  let filledAt = clock.now();
  let pausedUntil = 0;
  let inFlight = 0;
  let queue: Promise<unknown> = Promise.resolve();

  function refill(): void {
    const now = clock.now();
    tokens = Math.min(burst, tokens + ((now - filledAt) * perMinute) / 60_000);
    filledAt = now;
  }

  function msUntilDue(): number {
    refill();
    const paused = pausedUntil - clock.now();
    // A sliver below one token is rounding, not a reason to wait.
    const short = tokens > 1 - 1e-9 ? 0 : ((1 - tokens) * 60_000) / perMinute;
    return Math.ceil(Math.max(paused, short, 0));
  }

  return {
    get perMinute() {
      return perMinute;
    },
    async take(signal) {
      const before = queue;
      const turn = Promise.withResolvers<void>();
      queue = before.then(() => turn.promise);
      try {
        await abortable(before, signal);
        for (let ms = msUntilDue(); ms > 0; ms = msUntilDue()) {
          onWait({ scope, ms, why: 'pace', perMinute });
          await clock.sleep(ms, signal);
        }
        tokens -= 1;
        inFlight += 1;
      } finally {
        turn.resolve();
      }
    },
    settle(word) {
      inFlight -= 1;
      if (word === undefined) return;
      refill();
      if (word.perMinute !== undefined && word.perMinute !== perMinute) {
        burst = Math.max(1, Math.round((word.perMinute * start.burst) / start.perMinute));
        perMinute = word.perMinute;
      }
      if (word.remaining === undefined) return;
      // With requests under way the server has not counted them yet: then its word may only lower.
      tokens = inFlight === 0 ? word.remaining : Math.min(tokens, word.remaining);
      burst = Math.max(burst, tokens);
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, clock.now() + Math.min(ms, maxPauseMs));
    },
  };
}

async function abortable(promise: Promise<unknown>, signal: AbortSignal | undefined) {
  signal?.throwIfAborted();
  if (signal === undefined) return promise;
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

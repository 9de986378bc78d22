import type { Clock } from '#core/clock.ts';

/** Lets a loop sleep until somebody has work for it. */
export interface Wake {
  /** Ends the wait, or the next one when nobody waits. */
  ring(): void;
  /** Resolves after `ms`, when rung, or when the signal aborts; never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export function createWake(clock: Clock): Wake {
  let rung = false;
  let end: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      end?.();
    },
    async wait(ms, signal) {
      if (!rung && !signal.aborted) {
        const sleep = new AbortController();
        end = () => sleep.abort();
        signal.addEventListener('abort', end, { once: true });
        // Ended early by design: the only thing that rejects is the abort just above.
        await clock.sleep(ms, sleep.signal).catch(() => undefined);
        signal.removeEventListener('abort', end);
        end = undefined;
      }
      rung = false;
    },
  };
}

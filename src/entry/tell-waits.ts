import type { Clock } from '#core/clock.ts';

/** A person who watches for so long and sees nothing wonders. */
const shortestMs = 5_000;
/** Waits that recur, such as a crawl delay, are told so often. */
const toldEveryMs = 60_000;

/**
 * The same clock for the one who reads a source; `tell` hears of its long sleeps as they begin. Of
 * sleeps at the same time, or again and again, it hears of one in a minute, and of each that lasts
 * beyond those it has heard of.
 *
 * @example
 * const connected = connect(config, { clock: tellWaits(clock, (ms) => console.error(`waiting ${ms} ms`)) });
 */
export function tellWaits(clock: Clock, tell: (durationMs: number) => void): Clock {
  let silentUntil = 0;
  return {
    now: clock.now,
    sleep(ms, signal) {
      const now = clock.now();
      if (ms >= shortestMs && now + ms > silentUntil) {
        silentUntil = now + Math.max(ms + shortestMs, toldEveryMs);
        tell(ms);
      }
      return clock.sleep(ms, signal);
    },
  };
}

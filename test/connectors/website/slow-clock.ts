import type { Clock } from '#core/clock.ts';

export interface SlowClock extends Clock {
  pass(ms: number): void;
}

/** A minute passes with each look at it, so that a walk sets a mark after each page. Sleeping takes no time. */
export function slowClock(): SlowClock {
  let now = Date.UTC(2026, 0, 1);
  const pass = (ms: number) => {
    now += ms;
    return now;
  };
  return { now: () => pass(60_000), sleep: async (ms) => void pass(ms), pass };
}

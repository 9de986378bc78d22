import type { Clock } from '#core/clock.ts';
import { apiError } from './refusals.ts';

/** Notion's limits: so many requests in a window of a minute, and an overload now and then. */
export interface Throttle {
  /** Undefined is no limit. */
  perMinute: number | undefined;
  /** So many of the next requests are answered with 529. */
  overloaded: number;
  readonly refusalCount: number;
  /** Requests that came while it had asked to wait. */
  readonly impatientCount: number;
  refuse(): Response | undefined;
}

export function createThrottle(clock: Clock): Throttle {
  let windowStart = clock.now();
  let count = 0;
  let refusalCount = 0;
  let impatientCount = 0;
  let askedToWaitUntil = 0;

  const refuse = (status: number, code: string, seconds: number) => {
    refusalCount += 1;
    askedToWaitUntil = clock.now() + seconds * 1000;
    return apiError(status, code, 'Slow down.', {
      headers: { 'retry-after': String(seconds) },
      more: { additional_data: { rate_limit_reason: 'integration_rate_limit' } },
    });
  };

  return {
    perMinute: undefined,
    overloaded: 0,
    get refusalCount() {
      return refusalCount;
    },
    get impatientCount() {
      return impatientCount;
    },
    refuse() {
      const now = clock.now();
      if (now < askedToWaitUntil) impatientCount += 1;
      if (this.overloaded > 0) {
        this.overloaded -= 1;
        return refuse(529, 'service_overload', 3);
      }
      if (this.perMinute === undefined) return undefined;
      if (now - windowStart >= 60_000) {
        windowStart = now;
        count = 0;
      }
      count += 1;
      if (count <= this.perMinute) return undefined;
      return refuse(429, 'rate_limited', Math.ceil((windowStart + 60_000 - now) / 1000));
    },
  };
}

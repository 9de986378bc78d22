import type { Clock } from '#core/clock.ts';
import type { KeyScope, ScopeLimits } from '#core/scope-limits.ts';
import type { PlanLimit } from './plan-limits.ts';
import { createTokenBuckets } from './token-buckets.ts';

/** What is left after a request, by the limit that leaves the least. */
export interface Budget {
  readonly allowed: boolean;
  /** Requests per minute (per day, for a day's limit), as `X-RateLimit-Limit`. */
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
  /** For messages: `execute requests a minute`. */
  readonly unit: string;
}

/** Whose budget a request is taken from. */
export interface Spender {
  readonly keyId: string;
  readonly organisation: string;
}

export interface RateLimiter {
  take(spender: Spender, scope: KeyScope): Budget;
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * One token bucket for each key and scope and, with a plan, one for each organisation and its count of
 * the UTC day. A request that one limit refuses is taken from none. Only keys that exist may be
 * passed, so it stays small. The counts live in this process and begin anew with it.
 */
export function createRateLimiter(
  limits: ScopeLimits,
  clock: Clock,
  plan?: PlanLimit,
): RateLimiter {
  const keys = createTokenBuckets(clock);
  const organisations = createTokenBuckets(clock);
  const days = new Map<string, { readonly day: number; count: number }>();

  function dayOf({ organisation }: Spender, now: number) {
    const day = Math.floor(now / dayMs);
    const known = days.get(organisation);
    if (known?.day === day) return known;
    const fresh = { day, count: 0 };
    days.set(organisation, fresh);
    return fresh;
  }

  return {
    take(spender, scope) {
      const now = clock.now();
      const key = keys.bucket(`${scope} ${spender.keyId}`, limits[scope]);
      const minute = plan && organisations.bucket(spender.organisation, bucketOf(plan));
      const day = plan?.perDay === undefined ? undefined : dayOf(spender, now);
      const allowed =
        key.tokens() >= 1 &&
        (minute === undefined || minute.tokens() >= 1) &&
        (day === undefined || plan?.perDay === undefined || day.count < plan.perDay);
      if (allowed) {
        key.take();
        minute?.take();
        if (day) day.count += 1;
      }
      const budgets: Omit<Budget, 'allowed'>[] = [
        { ...key.state(), unit: `${scope} requests a minute` },
      ];
      if (minute) budgets.push({ ...minute.state(), unit: 'requests a minute by its plan' });
      if (day && plan?.perDay !== undefined) budgets.push(dayBudget(day, plan.perDay, now));
      const tightest = budgets.reduce((a, b) => (isTighter(b, a) ? b : a));
      return { allowed, ...tightest };
    },
  };
}

/** The plan names no burst: a minute's requests may come at once. */
function bucketOf({ perMinute }: PlanLimit) {
  return { perMinute, burst: perMinute };
}

function dayBudget(
  { day, count }: { readonly day: number; readonly count: number },
  perDay: number,
  now: number,
): Omit<Budget, 'allowed'> {
  const endsAt = (day + 1) * dayMs;
  return {
    limit: perDay,
    remaining: Math.max(0, perDay - count),
    resetAt: Math.ceil(endsAt / 1000),
    retryAfterSeconds: count < perDay ? 0 : Math.ceil((endsAt - now) / 1000),
    unit: 'requests a day by its plan',
  };
}

function isTighter(a: Omit<Budget, 'allowed'>, b: Omit<Budget, 'allowed'>): boolean {
  return a.remaining === b.remaining
    ? a.retryAfterSeconds > b.retryAfterSeconds
    : a.remaining < b.remaining;
}

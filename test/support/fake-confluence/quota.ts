import type { Clock } from '#core/clock.ts';

export interface FakeQuotaOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Points in a window. */
  readonly of: number;
  readonly windowMs: number;
  /** Points that each request costs. */
  readonly cost: number;
}

/** An hourly quota of points, told in the headers of every answer as the vendor documents it. */
export interface FakeQuota {
  /** How many requests were refused. */
  readonly refused: number;
  /** Counts a request; `refusal` when there is nothing left for it. */
  take(): { readonly headers: Readonly<Record<string, string>>; readonly refusal?: Response };
}

export function createFakeQuota({ clock, of, windowMs, cost }: FakeQuotaOptions): FakeQuota {
  let resetsAt = clock.now() + windowMs;
  let left = of;
  let refused = 0;
  return {
    get refused() {
      return refused;
    },
    take() {
      const now = clock.now();
      if (now >= resetsAt) {
        resetsAt = now + windowMs;
        left = of;
      }
      const isSpent = left < cost;
      if (!isSpent) left -= cost;
      const headers = {
        date: new Date(now).toUTCString(),
        'x-ratelimit-limit': String(of),
        'x-ratelimit-remaining': String(left),
        'x-ratelimit-reset': new Date(resetsAt).toISOString(),
        'x-ratelimit-nearlimit': String(left < of / 5),
      };
      if (!isSpent) return { headers };
      refused += 1;
      const retryAfter = String(Math.ceil((resetsAt - now) / 1_000));
      const more = {
        'retry-after': retryAfter,
        'ratelimit-reason': 'confluence-quota-tenant-based',
      };
      return {
        headers,
        refusal: new Response('', { status: 429, headers: { ...headers, ...more } }),
      };
    },
  };
}

/** What an answer says is left of a limit, before the limit is reached. */
export interface Allowance {
  /** Requests, or points where the site counts those. */
  readonly left: number;
  readonly of: number | undefined;
  /** When all of it is there again, in epoch milliseconds; undefined where it is counted by the second. */
  readonly resetsAt: number | undefined;
  /** The site's own warning, or less than a fifth is left. */
  readonly isNear: boolean;
  /** In how many milliseconds one more request is granted, where the site fills a bucket. */
  readonly refillMs: number | undefined;
}

type Headers = Readonly<Record<string, string>>;

/**
 * Every allowance that the headers of an answer tell of.
 *
 * - `X-RateLimit-*` of Cloud, with the instant at which the window ends.
 * - `X-RateLimit-FillRate` and `-Interval-Seconds` of Data Center: a bucket that is filled steadily.
 * - `RateLimit` and `RateLimit-Policy`, also as `Beta-…`: points per hour of an OAuth app, one entry for
 *   each quota that the request counts against.
 */
export function readAllowances(headers: Headers, now: number): readonly Allowance[] {
  return [...windowOf(headers, now), ...quotasOf(headers, now)];
}

function* windowOf(headers: Headers, now: number): Generator<Allowance> {
  const left = numberOf(headers['x-ratelimit-remaining']);
  if (left === undefined) return;
  const of = numberOf(headers['x-ratelimit-limit']);
  const fill = numberOf(headers['x-ratelimit-fillrate']);
  const intervalSeconds = numberOf(headers['x-ratelimit-interval-seconds']);
  const told = headers['x-ratelimit-nearlimit']?.toLowerCase() === 'true';
  yield {
    left,
    of,
    resetsAt: instantOf(headers, now),
    isNear: told || isLow(left, of),
    refillMs: fill && intervalSeconds ? Math.ceil((intervalSeconds * 1_000) / fill) : undefined,
  };
}

function* quotasOf(headers: Headers, now: number): Generator<Allowance> {
  for (const prefix of ['', 'beta-']) {
    const policies = new Map(entriesOf(headers[`${prefix}ratelimit-policy`]));
    for (const [name, { r, t }] of entriesOf(headers[`${prefix}ratelimit`])) {
      if (r === undefined || t === undefined) continue;
      const of = policies.get(name)?.q;
      const resetsAt = now + t * 1_000;
      yield { left: r, of, resetsAt, isNear: isLow(r, of), refillMs: undefined };
    }
  }
}

/** `"global-app-quota";r=12000;t=1800, "other";r=1;t=2`: a structured field, its numbers alone. */
function* entriesOf(
  header: string | undefined,
): Generator<readonly [string, Readonly<Partial<Record<string, number>>>]> {
  for (const entry of header?.split(',') ?? []) {
    const [name = '', ...parameters] = entry.split(';').map((part) => part.trim());
    const numbers = parameters.flatMap((parameter) => {
      const [key = '', value] = parameter.split('=');
      const number = numberOf(value);
      return number === undefined ? [] : [[key, number] as const];
    });
    yield [name, Object.fromEntries(numbers)];
  }
}

function isLow(left: number, of: number | undefined): boolean {
  return of !== undefined && left < of / 5;
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

/** ISO 8601, as Cloud writes it, read by the site's own clock; what lies behind us says nothing. */
function instantOf({ date, 'x-ratelimit-reset': reset }: Headers, now: number): number | undefined {
  const siteNow = Date.parse(date ?? '');
  const ms = Date.parse(reset ?? '') - (Number.isNaN(siteNow) ? now : siteNow);
  return ms > 0 ? now + ms : undefined;
}

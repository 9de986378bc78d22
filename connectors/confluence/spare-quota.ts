import type { Clock, Http } from '#kit';
import { type Allowance, readAllowances } from './read-allowances.ts';

export interface SparingHttp {
  readonly http: Http;
  /** The scarcest allowance that the site told of last; undefined where it tells of none. */
  scarcest(): Allowance | undefined;
}

/** A spent allowance is waited for no longer than this; then the site may say itself how long. */
const longestPauseMs = 15 * 60_000;
/** Of two requests that share what is left of a window. */
const longestGapMs = 30_000;
/** Where the site does not say when there is more, it counts by the second. */
const secondMs = 1_000;

/**
 * Goes slower before the site has to refuse: what is left of an allowance is spread over the time until
 * it is there again, and one that is spent is waited for. What a request costs is learnt, for the site
 * counts points: one for the request, and one for each thing that it gives.
 */
export function spareQuota(http: Http, { clock }: { readonly clock: Clock }): SparingHttp {
  const hosts = new Map<string, Pace>();
  let last: Pace | undefined;
  return {
    async http(request, signal) {
      const host = URL.parse(request.url)?.host ?? '';
      const pace = hosts.get(host) ?? createPace();
      hosts.set(host, pace);
      const ms = pace.startsIn(clock.now());
      if (ms > 0) await clock.sleep(ms, signal);
      const answer = await http(request, signal);
      const now = clock.now();
      const allowances = readAllowances(answer.headers, now);
      if (allowances.length > 0) {
        pace.learn(allowances, now);
        last = pace;
      }
      return answer;
    },
    scarcest: () => last?.scarcest(),
  };
}

interface Pace {
  /** How long the next request has to wait; it is counted as started. */
  startsIn(now: number): number;
  learn(allowances: readonly Allowance[], now: number): void;
  scarcest(): Allowance | undefined;
}

function createPace(): Pace {
  let known: readonly Allowance[] = [];
  let costs: readonly number[] = [];
  let gapMs = 0;
  let nextStartAt = 0;
  let notBefore = 0;
  return {
    startsIn(now) {
      const start = Math.max(now, nextStartAt, notBefore);
      nextStartAt = start + gapMs;
      return start - now;
    },
    learn(allowances, now) {
      costs = allowances.map((next, at) => costOf(known[at], next, costs[at] ?? 1));
      known = allowances;
      const waits = allowances.map((allowance, at) => waitFor(allowance, costs[at] ?? 1, now));
      gapMs = Math.min(longestGapMs, Math.max(...waits.map((wait) => wait.gapMs)));
      if (gapMs === 0) nextStartAt = 0;
      const pauseMs = Math.max(...waits.map((wait) => wait.pauseMs));
      if (pauseMs <= longestPauseMs) notBefore = Math.max(notBefore, now + pauseMs);
    },
    scarcest: () => [...known].sort((a, b) => shareOf(a) - shareOf(b))[0],
  };
}

/** Smoothed, for requests at the same time show as one step. A window that began anew tells nothing. */
function costOf(before: Allowance | undefined, next: Allowance, known: number): number {
  const spent = before === undefined ? 0 : before.left - next.left;
  return spent > 0 ? Math.max(1, known * 0.7 + spent * 0.3) : known;
}

function waitFor(
  { left, resetsAt, isNear, refillMs }: Allowance,
  cost: number,
  now: number,
): { readonly gapMs: number; readonly pauseMs: number } {
  const untilReset = resetsAt === undefined ? undefined : Math.max(0, resetsAt - now);
  if (left < 1) return { gapMs: 0, pauseMs: refillMs ?? untilReset ?? secondMs };
  if (!isNear) return { gapMs: 0, pauseMs: 0 };
  const gapMs = refillMs ?? (untilReset === undefined ? 0 : (untilReset * cost) / left);
  return { gapMs: Math.ceil(gapMs), pauseMs: 0 };
}

function shareOf({ left, of }: Allowance): number {
  return of === undefined ? left : left / of;
}

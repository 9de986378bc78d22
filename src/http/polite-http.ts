import type { Clock } from '#core/clock.ts';
import { RetryError } from '#core/errors.ts';
import type { Http, HttpRequest, HttpResponse } from '#core/http.ts';
import { fullJitterMs } from '#util/full-jitter-ms.ts';
import { parseHttpDate } from '#util/parse-http-date.ts';
import { plural } from '#util/plural.ts';
import { readRetryAfter } from '#util/read-retry-after.ts';
import { createHostGate, type HostGate, type OnHostWait } from './host-gate.ts';

export interface PoliteOptions {
  readonly clock: Clock;
  /** 0 to 1, exclusive: spreads the tries. Default Math.random. */
  readonly random?: () => number;
  /** Requests to one host at the same time. Default 2. */
  readonly concurrencyPerHost?: number;
  /** How often a request is tried that failed in a way that may pass. Default 3. */
  readonly maxTries?: number;
  /** How long a host may keep everybody waiting without one proper answer. Default 15 minutes. */
  readonly stallMs?: number;
  readonly onWait?: OnHostWait;
}

export type PoliteHttp = Http & {
  /** At least so long between the starts of two requests to `host` (as in `URL.host`). */
  setCrawlDelay(host: string, ms: number): void;
};

/**
 * An `Http` that spares the hosts it asks, for requests that may be repeated. Each host has its own
 * queue.
 *
 * - 429, 503 and every `Retry-After` pause the whole host.
 * - A 429 and a `Retry-After` use up no try: being asked to wait is no failure. Unless others get
 *   through meanwhile: then it is this page that is refused, and ten times are enough.
 * - 408, 500, 502, 503, 504, 529 and missing answers use up a try. All but the 503 wait for a random
 *   part of 1 s, 2 s, 4 s …, which holds nobody else up.
 *
 * After the last try the answer is returned as it is, or the RetryError thrown that says why there is
 * none.
 *
 * @throws StopScopeError `host_stalled` when the host was given up.
 */
export function politeHttp(http: Http, options: PoliteOptions): PoliteHttp {
  const { clock, random = Math.random, maxTries = 3, onWait = () => {} } = options;
  const { concurrencyPerHost: concurrency = 2, stallMs = 15 * 60_000 } = options;
  const gates = new Map<string, HostGate>();

  function gateOf(host: string): HostGate {
    let gate = gates.get(host);
    if (gate === undefined) {
      gate = createHostGate({ host, clock, concurrency, stallMs, onWait });
      gates.set(host, gate);
    }
    return gate;
  }

  const polite: Http = async (request, signal) => {
    const host = URL.parse(request.url)?.host ?? '';
    const gate = gateOf(host);
    let failures = 0;
    let refusals = 0;
    for (let tries = 1; ; tries += 1) {
      const { answerCount } = gate;
      const attempt = await gate.run(
        (round) => tryOnce(http, request, { gate, round, clock, signal }),
        { signal, again: tries > 1 },
      );
      if (attempt.outcome === 'answer') return attempt.response;
      if (attempt.outcome === 'asked-to-wait') {
        if (gate.answerCount > answerCount) refusals += 1;
        if (refusals < maxRefusals) continue;
        return attempt.response;
      }
      failures += 1;
      if (failures >= maxTries) {
        if (attempt.outcome === 'silence') throw givenUp(attempt.error, tries);
        return attempt.response;
      }
      if (attempt.outcome === 'busy') continue;
      const jitter = { firstMs: 1000, longestMs: longestBackoffMs, random };
      const ms = Math.ceil(fullJitterMs(failures, jitter));
      onWait({ host, ms, why: 'backoff' });
      await clock.sleep(ms, signal);
    }
  };
  return Object.assign(polite, {
    setCrawlDelay: (host: string, ms: number) => gateOf(host).setDelay(ms),
  });
}

const maxRefusals = 10;
const longestBackoffMs = 30_000;

const transient: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504, 529]);

type Attempt =
  /** `asked-to-wait` and `busy` have paused the host; `failure` is this page's own. */
  | {
      readonly outcome: 'answer' | 'asked-to-wait' | 'busy' | 'failure';
      readonly response: HttpResponse;
    }
  | { readonly outcome: 'silence'; readonly error: RetryError };

interface Turn {
  readonly gate: HostGate;
  readonly round: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** One exchange, and what the host's gate has to know of it before the next one starts. */
async function tryOnce(http: Http, request: HttpRequest, turn: Turn): Promise<Attempt> {
  const { gate, round, clock, signal } = turn;
  let response: HttpResponse;
  try {
    response = await http(request, signal);
  } catch (error) {
    if (!(error instanceof RetryError)) throw error;
    gate.lose(error);
    return { outcome: 'silence', error };
  }
  const { status, headers } = response;
  if (!transient.has(status)) {
    gate.settle();
    return { outcome: 'answer', response };
  }
  const serverNow = parseHttpDate(headers.date) ?? clock.now();
  // Zero asks for nothing: taken literally it would be a storm.
  const askedMs = readRetryAfter(headers['retry-after'], serverNow) || undefined;
  if (status !== 429 && status !== 503 && askedMs === undefined) {
    gate.settle();
    return { outcome: 'failure', response };
  }
  gate.pause(round, askedMs);
  const named = status === 429 || askedMs !== undefined;
  return { outcome: named ? 'asked-to-wait' : 'busy', response };
}

function givenUp(error: RetryError, tries: number): RetryError {
  if (tries === 1) return error;
  const { code, hint, cause } = error;
  return new RetryError(`${error.message} Gave up after ${plural(tries, 'try', 'tries')}.`, {
    code,
    cause,
    ...(hint !== undefined && { hint }),
  });
}

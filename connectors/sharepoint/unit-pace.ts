import type { Clock, Http, HttpRequest } from '#kit';

/**
 * Microsoft counts requests in resource units, by app and tenant. Requests start no faster than the
 * units that are left allow: those of the configuration, and those that its answers tell when four
 * fifths of them are used.
 */
export function inUnits(
  http: Http,
  {
    clock,
    unitsPerMinute,
    baseUrl,
  }: {
    readonly clock: Clock;
    readonly unitsPerMinute: number | undefined;
    readonly baseUrl: string;
  },
): Http {
  const { origin } = new URL(baseUrl);
  const msPerUnit = unitsPerMinute === undefined ? 0 : 60_000 / unitsPerMinute;
  let freeAt = 0;
  /** What the last answer told: how slow to go, and until when that holds. */
  let learnt = { msPerUnit: 0, freeAt: 0, until: 0 };

  return async (request, signal) => {
    if (new URL(request.url).origin !== origin) return http(request, signal);
    const now = clock.now();
    const units = unitsOf(request);
    let startsAt = Math.max(now, freeAt);
    freeAt = startsAt + msPerUnit * units;
    if (now < learnt.until) {
      const turn = Math.max(now, learnt.freeAt);
      learnt.freeAt = turn + learnt.msPerUnit * units;
      // When the window is over, its units are there again.
      startsAt = Math.max(startsAt, Math.min(turn, learnt.until));
    }
    if (startsAt > now) await clock.sleep(startsAt - now, signal);
    const answer = await http(request, signal);
    const remaining = Number(answer.headers['ratelimit-remaining'] ?? Number.NaN);
    const reset = Number(answer.headers['ratelimit-reset'] ?? Number.NaN);
    if (remaining >= 0 && reset > 0 && Number.isFinite(remaining + reset)) {
      const ms = (reset * 1_000) / Math.max(1, remaining);
      const from = Math.max(clock.now() + ms, learnt.freeAt);
      learnt = { msPerUnit: ms, freeAt: from, until: clock.now() + reset * 1_000 };
    }
    return answer;
  };
}

/** What a request costs, as Microsoft documents it for SharePoint and OneDrive. */
export function unitsOf({ url, body }: Pick<HttpRequest, 'url' | 'body'>): number {
  const { pathname, search } = new URL(url);
  if (pathname.endsWith('/$batch')) {
    const parts = typeof body === 'string' ? (body.match(/"method":/g)?.length ?? 1) : 1;
    return parts * 5;
  }
  if (pathname.endsWith('/permissions')) return 5;
  if (/\/delta(?:\(|$)/.test(pathname)) {
    return /[?&(](?:\$?(?:delta|skip)?token)=/i.test(search + pathname) ? 1 : 2;
  }
  return /\/(?:children|drives|lists|sites|columns|items)$/.test(pathname) ? 2 : 1;
}

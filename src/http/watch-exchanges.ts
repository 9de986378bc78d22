/** Keeps an eye on what is under way: ends it when its time is over or its caller leaves. */
export interface ExchangeWatch {
  /** `stop` is called at most once; the answer must be called when the exchange is over. */
  begin(timeoutMs: number, caller: AbortSignal, stop: (why: StopReason) => void): () => void;
}

export type StopReason = 'timeout' | 'aborted';

interface Watched {
  readonly endsAtMs: number;
  readonly caller: AbortSignal;
  readonly stop: (why: StopReason) => void;
}

/**
 * One timer for all exchanges, and one listener on each caller. A listener for each exchange would do,
 * but on a signal that lives long every listener that is gone keeps those alive that came after it, and
 * all that they hold: a crawl's pages would leave the memory late.
 *
 * @param now Milliseconds that do not go backwards.
 */
export function watchExchanges(now: () => number = () => performance.now()): ExchangeWatch {
  const callers = new Map<AbortSignal, CallerWatch>();
  let timer: NodeJS.Timeout | undefined;
  let timerEndsAtMs = Number.POSITIVE_INFINITY;

  function setTimer(endsAtMs: number): void {
    clearTimeout(timer);
    timerEndsAtMs = endsAtMs;
    timer = setTimeout(stopOverdue, Math.max(0, endsAtMs - now()));
  }

  function stopOverdue(): void {
    const overdue = [...watchedOf(callers)].filter(({ endsAtMs }) => endsAtMs <= now());
    for (const watched of overdue) end(watched);
    const next = Math.min(...[...watchedOf(callers)].map(({ endsAtMs }) => endsAtMs));
    if (next !== Number.POSITIVE_INFINITY) setTimer(next);
    for (const { stop } of overdue) stop('timeout');
  }

  function end(watched: Watched): void {
    const caller = callers.get(watched.caller);
    if (!caller?.watched.delete(watched) || caller.watched.size > 0) return;
    watched.caller.removeEventListener('abort', caller.leave);
    callers.delete(watched.caller);
    if (callers.size > 0) return;
    clearTimeout(timer);
    timerEndsAtMs = Number.POSITIVE_INFINITY;
  }

  return {
    begin(timeoutMs, caller, stop) {
      const watched: Watched = { endsAtMs: now() + timeoutMs, caller, stop };
      watchOf(callers, caller).watched.add(watched);
      if (watched.endsAtMs < timerEndsAtMs) setTimer(watched.endsAtMs);
      return () => end(watched);
    },
  };
}

interface CallerWatch {
  readonly watched: Set<Watched>;
  readonly leave: () => void;
}

function watchOf(callers: Map<AbortSignal, CallerWatch>, caller: AbortSignal): CallerWatch {
  const known = callers.get(caller);
  if (known !== undefined) return known;
  const watched = new Set<Watched>();
  const leave = () => {
    for (const { stop } of [...watched]) stop('aborted');
  };
  const begun = { watched, leave };
  callers.set(caller, begun);
  caller.addEventListener('abort', leave, { once: true });
  return begun;
}

function* watchedOf(callers: ReadonlyMap<AbortSignal, CallerWatch>): Generator<Watched> {
  for (const { watched } of callers.values()) yield* watched;
}

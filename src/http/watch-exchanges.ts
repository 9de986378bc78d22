import { watchCallers } from './watch-callers.ts';

/** Keeps an eye on what is under way: ends it when its time is over or its caller leaves. */
export interface ExchangeWatch {
  /** `stop` is called at most once; the answer must be called when the exchange is over. */
  begin(timeoutMs: number, caller: AbortSignal, stop: (why: StopReason) => void): () => void;
}

export type StopReason = 'timeout' | 'aborted';

interface Watched {
  readonly endsAtMs: number;
  end(): void;
  stop(why: StopReason): void;
}

/**
 * One timer for all exchanges, and one listener on each caller.
 *
 * @param now Milliseconds that do not go backwards.
 */
export function watchExchanges(now: () => number = () => performance.now()): ExchangeWatch {
  const callers = watchCallers();
  const underWay = new Set<Watched>();
  let timer: NodeJS.Timeout | undefined;
  let timerEndsAtMs = Number.POSITIVE_INFINITY;

  function setTimer(endsAtMs: number): void {
    clearTimeout(timer);
    timerEndsAtMs = endsAtMs;
    timer = setTimeout(stopOverdue, Math.max(0, Math.ceil(endsAtMs - now())));
  }

  function stopOverdue(): void {
    timerEndsAtMs = Number.POSITIVE_INFINITY;
    const overdue = [...underWay].filter(({ endsAtMs }) => endsAtMs <= now());
    for (const watched of overdue) watched.end();
    if (underWay.size > 0) setTimer(Math.min(...[...underWay].map(({ endsAtMs }) => endsAtMs)));
    for (const { stop } of overdue) stop('timeout');
  }

  return {
    begin(timeoutMs, caller, stop) {
      const leave = callers.begin(caller, () => stop('aborted'));
      const watched: Watched = {
        endsAtMs: now() + timeoutMs,
        stop,
        end() {
          leave();
          if (!underWay.delete(watched) || underWay.size > 0) return;
          clearTimeout(timer);
          timerEndsAtMs = Number.POSITIVE_INFINITY;
        },
      };
      underWay.add(watched);
      if (watched.endsAtMs < timerEndsAtMs) setTimer(watched.endsAtMs);
      return watched.end;
    },
  };
}

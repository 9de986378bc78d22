import PQueue from 'p-queue';
import type { Clock } from '#core/clock.ts';
import { StopScopeError } from '#core/errors.ts';
import { formatDuration } from '#util/format-duration.ts';
import { watchCallers } from './watch-callers.ts';

export interface HostGateOptions {
  /** As in `URL.host`. */
  readonly host: string;
  readonly clock: Clock;
  readonly concurrency: number;
  /** How long the host may keep everybody waiting without one proper answer. */
  readonly stallMs: number;
  readonly onWait: OnHostWait;
}

export type OnHostWait = (wait: HostWait) => void;

export interface HostWait {
  readonly host: string;
  readonly ms: number;
  /** `asked`: the host named the time; `backoff`: it is busy or failing and named none. */
  readonly why: 'asked' | 'backoff';
}

/** The manners towards one host, for all requests to it together. */
export interface HostGate {
  /**
   * Does `work` when it is its turn; `again` goes before others, for a request that waited already.
   * `round` is told back with `pause`.
   *
   * @throws StopScopeError `host_stalled`, once and for all, when the host was given up.
   */
  run<Result>(work: (round: number) => Promise<Result>, run: GateRun): Promise<Result>;
  /** The host refused a request: everybody waits as long as it asked, else longer each time. */
  pause(round: number, askedMs: number | undefined): void;
  /** The host gave no answer at all. */
  lose(cause: unknown): void;
  /** The host answered: whatever was wrong is over. */
  settle(): void;
  /** How many proper answers there were. */
  readonly answerCount: number;
  /** At least so long between the starts of two requests. */
  setDelay(ms: number): void;
}

export interface GateRun {
  readonly signal: AbortSignal;
  readonly again: boolean;
}

const firstPauseMs = 2000;
const longestPauseMs = 60_000;

export function createHostGate(options: HostGateOptions): HostGate {
  const { host, clock, concurrency, stallMs, onWait } = options;
  const queue = new PQueue({ concurrency });
  const callers = watchCallers();
  const abandoned = new AbortController();
  let answerCount = 0;
  let delayMs = 0;
  let nextStartAt = 0;
  let pausedUntil = 0;
  /** Raised by each pause: the refusal of a request that started before it is no news. */
  let round = 0;
  let pausesInARow = 0;
  let troubledSince: number | undefined;

  async function waitForTurn(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      abandoned.signal.throwIfAborted();
      const ms = Math.max(pausedUntil, nextStartAt) - clock.now();
      if (ms <= 0) break;
      await clock.sleep(ms, AbortSignal.any([signal, abandoned.signal]));
    }
    if (delayMs > 0) nextStartAt = clock.now() + delayMs;
  }

  /** `until`: when the host may next be asked. */
  function abandonWhenStalled(until: number, cause?: unknown): void {
    const now = clock.now();
    troubledSince ??= now;
    if (until - troubledSince <= stallMs) return;
    abandoned.abort(stalled(host, { silentMs: now - troubledSince, nextMs: until - now, cause }));
  }

  return {
    run(work, { signal, again }) {
      return new Promise((resolve, reject) => {
        // Not left to the queue: its listeners are one for each task, on a signal that lives long.
        const stopWaiting = callers.begin(signal, () => reject(signal.reason));
        const task = async () => {
          stopWaiting();
          await waitForTurn(signal);
          return work(round);
        };
        queue.add(task, { priority: again ? 1 : 0 }).then(resolve, reject);
      });
    },
    pause(startedIn, askedMs) {
      const news = startedIn === round;
      if (news) pausesInARow += 1;
      else if (askedMs === undefined) return;
      const ms = askedMs ?? Math.min(longestPauseMs, firstPauseMs * 2 ** (pausesInARow - 1));
      const until = clock.now() + ms;
      abandonWhenStalled(until);
      const addedMs = until - pausedUntil;
      if (addedMs <= 0) return;
      pausedUntil = until;
      if (news) round += 1;
      if (news || addedMs >= 1000)
        onWait({ host, ms, why: askedMs === undefined ? 'backoff' : 'asked' });
    },
    lose(cause) {
      abandonWhenStalled(clock.now(), cause);
    },
    settle() {
      answerCount += 1;
      pausesInARow = 0;
      troubledSince = undefined;
    },
    get answerCount() {
      return answerCount;
    },
    setDelay(ms) {
      delayMs = ms;
    },
  };
}

interface Stall {
  readonly silentMs: number;
  readonly nextMs: number;
  readonly cause: unknown;
}

function stalled(host: string, { silentMs, nextMs, cause }: Stall): StopScopeError {
  const silence = silentMs > 0 ? ` after ${formatDuration(silentMs)} without a proper answer` : '';
  const wish = nextMs > 0 ? `; it asks to be left alone for ${formatDuration(nextMs)}` : '';
  return new StopScopeError(`Gave up on ${host}${silence}${wish}.`, {
    code: 'host_stalled',
    hint: 'Run the sync again later: it goes on where it stopped. Fewer requests at the same time, or a crawl delay, may spare you the wait.',
    cause,
  });
}

import type { Clock } from '#core/clock.ts';

/** What is kept back of a budget for delivering what was read. */
const reservedShare = 0.1;
const maxReservedMs = 30_000;

/** How long a run may read. */
export interface TimeBudget {
  /** Aborted when the run is, and when nothing more may be read. */
  readonly signal: AbortSignal;
  /** True of the error with which work was given up for want of time. */
  ended(error: unknown): boolean;
}

export interface TimeBudgetOptions {
  /** For the whole run; undefined sets no limit. */
  readonly budgetMs: number | undefined;
  /** Aborted when reading is to end before its time. */
  readonly wrapUp: AbortSignal | undefined;
  readonly clock: Clock;
}

export function openTimeBudget(
  { budgetMs, wrapUp, clock }: TimeBudgetOptions,
  signal: AbortSignal,
): TimeBudget {
  if (budgetMs === undefined && wrapUp === undefined) return { signal, ended: () => false };
  const reason = new DOMException('The time budget is spent.', 'TimeoutError');
  const spent = new AbortController();
  const spend = () => spent.abort(reason);
  if (wrapUp?.aborted) spend();
  wrapUp?.addEventListener('abort', spend, { once: true, signal });
  if (budgetMs !== undefined) {
    const readingMs = budgetMs - Math.min(maxReservedMs, budgetMs * reservedShare);
    if (readingMs <= 0) spend();
    else clock.sleep(readingMs, signal).then(spend, () => undefined);
  }
  return {
    signal: AbortSignal.any([signal, spent.signal]),
    ended: (error) => error === reason,
  };
}

import { parseDuration } from '#util/parse-duration.ts';
import { duration, mapping, wholeNumber } from './config-fields.ts';

/** How often events may start evals. */
export interface EvalPace {
  /** How long it must stay quiet before a suite runs: several syncs in a row are one run. */
  readonly quietMs: number;
  /** When a suite runs at the latest although it never stays quiet, after the first event. */
  readonly longestWaitMs: number;
  /** Runs at the same time, over all workers that share a store. */
  readonly concurrency: number;
  /** Runs that events may start within 24 hours; what is above waits. */
  readonly runsPerDay: number;
}

export const defaultEvalPace: EvalPace = {
  quietMs: 60_000,
  longestWaitMs: 15 * 60_000,
  concurrency: 1,
  runsPerDay: 200,
};

export function evalPaceSchema() {
  return mapping('evals: { quiet: 60s, max_wait: 15m }', {
    quiet: duration('quiet: 60s').nullish(),
    max_wait: duration('max_wait: 15m').nullish(),
    concurrency: wholeNumber('concurrency: 1', 1).nullish(),
    runs_per_day: wholeNumber('runs_per_day: 200', 1).nullish(),
  });
}

interface WrittenEvalPace {
  readonly quiet?: string | null | undefined;
  readonly max_wait?: string | null | undefined;
  readonly concurrency?: number | null | undefined;
  readonly runs_per_day?: number | null | undefined;
}

/** A quiet time that is longer than the longest wait is cut to it. */
export function toEvalPace(written: WrittenEvalPace | null | undefined): EvalPace {
  const usual = defaultEvalPace;
  const longestWaitMs = durationOr(written?.max_wait, usual.longestWaitMs);
  return {
    quietMs: Math.min(durationOr(written?.quiet, usual.quietMs), longestWaitMs),
    longestWaitMs,
    concurrency: written?.concurrency ?? usual.concurrency,
    runsPerDay: written?.runs_per_day ?? usual.runsPerDay,
  };
}

function durationOr(text: string | null | undefined, otherwise: number): number {
  return (text ? parseDuration(text) : undefined) ?? otherwise;
}

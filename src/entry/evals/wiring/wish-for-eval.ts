import type { Clock } from '#core/clock.ts';
import type { Queue } from '#core/queue.ts';
import type { EvalPace } from '#runtime/config/eval-pace.ts';
import type { SuiteFiles } from '../evaluate-suite.ts';
import { evalJob } from './eval-task.ts';
import type { EvalWish, EvalWishes } from './eval-wishes.ts';

export interface WishForEvalOptions {
  readonly wishes: EvalWishes;
  readonly queue: Pick<Queue, 'enqueue'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly pace: Pick<EvalPace, 'quietMs' | 'longestWaitMs'>;
}

export type WishForEval = (files: SuiteFiles, wish: EvalWish) => Promise<void>;

/**
 * Asks for the run of a suite when it has been quiet for long enough. Each wish puts the waiting run off,
 * but never beyond the longest wait of the oldest one.
 */
export function createWishForEval(options: WishForEvalOptions): WishForEval {
  const { wishes, queue, clock, pace } = options;
  return async (files, wish) => {
    await wishes.add(files.suitePath, wish);
    const [oldest = wish] = await wishes.list(files.suitePath);
    const runAt = Math.min(clock.now() + pace.quietMs, oldest.at + pace.longestWaitMs);
    await queue.enqueue(evalJob(files, runAt));
  };
}

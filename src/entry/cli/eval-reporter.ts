import type { Verdict } from '#evals/compare-runs.ts';
import { renderVerdict } from '#evals/report/terminal.ts';
import { evaluateSuite, type SuiteFiles } from '../evals/evaluate-suite.ts';
import { evaluationOf } from '../evals/evaluation-of.ts';
import type { Workspace } from '../open-workspace.ts';
import type { World } from './world.ts';

export interface EvalReporter {
  /** Runs a suite and prints its verdict. */
  evaluate(files: SuiteFiles, signal: AbortSignal): Promise<Verdict>;
  /**
   * The verdict of the next run of a suite that starts at `notBefore` (epoch milliseconds) or later.
   * Rejects when the signal is aborted first.
   */
  next(suitePath: string, notBefore: number, signal: AbortSignal): Promise<Verdict>;
}

interface Waiter {
  readonly suitePath: string;
  readonly notBefore: number;
  readonly tell: (verdict: Verdict) => void;
}

/** Runs suites on request and prints what came of them. */
export function createEvalReporter(workspace: Workspace, world: World): EvalReporter {
  const waiters = new Set<Waiter>();
  return {
    async evaluate(files, signal) {
      const startedAt = world.clock.now();
      const { verdict } = await evaluateSuite(
        { ...evaluationOf(workspace, { cwd: world.cwd, clock: world.clock }), files },
        signal,
      );
      world.out(renderVerdict(verdict, { colour: world.colour }));
      for (const waiter of waiters) {
        if (waiter.suitePath === files.suitePath && startedAt >= waiter.notBefore) {
          waiters.delete(waiter);
          waiter.tell(verdict);
        }
      }
      return verdict;
    },
    next(suitePath, notBefore, signal) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const stop = () => reject(signal.reason);
        signal.addEventListener('abort', stop, { once: true });
        const tell = (verdict: Verdict) => {
          signal.removeEventListener('abort', stop);
          resolve(verdict);
        };
        waiters.add({ suitePath, notBefore, tell });
      });
    },
  };
}

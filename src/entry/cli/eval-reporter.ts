import type { Verdict } from '#evals/compare-runs.ts';
import { renderVerdict } from '#evals/report/terminal.ts';
import type { ModelsConfig } from '#runtime/config/models-config.ts';
import { type Evaluation, evaluateSuite, type SuiteFiles } from '../evals/evaluate-suite.ts';
import { evaluationOf } from '../evals/evaluation-of.ts';
import type { EvaluateHow } from '../evals/wiring/run-eval-job.ts';
import type { Workspace } from '../open-workspace.ts';
import type { World } from './world.ts';

export interface EvalReporter {
  /** Runs a suite for events and prints its verdict. What was asked before is not asked again. */
  evaluate(files: SuiteFiles, how: EvaluateHow, signal: AbortSignal): Promise<Evaluation>;
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
export function createEvalReporter(
  workspace: Workspace,
  world: World,
  models: ModelsConfig | undefined,
): EvalReporter {
  const waiters = new Set<Waiter>();
  return {
    async evaluate(files, { cause }, signal) {
      const startedAt = world.clock.now();
      const { cwd, clock } = world;
      const context = { cwd, clock, cause, models, reuseFinished: true };
      const evaluation = await evaluateSuite(
        { ...evaluationOf(workspace, context), files },
        signal,
      );
      const { verdict } = evaluation;
      world.out(renderVerdict(verdict, { colour: world.colour }));
      for (const waiter of waiters) {
        if (waiter.suitePath === files.suitePath && startedAt >= waiter.notBefore) {
          waiters.delete(waiter);
          waiter.tell(verdict);
        }
      }
      return evaluation;
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

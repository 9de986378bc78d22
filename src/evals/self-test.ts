import type { Baseline } from './baseline.ts';
import type { CaseResult } from './case-result.ts';
import { stateOf } from './case-state.ts';
import { compareRuns } from './compare-runs.ts';
import type { SuiteRun } from './run-suite.ts';

/** What the gate says of a run that was broken on purpose. */
export interface SelfTest {
  /** Whether the gate turns red when every question that is good now loses its answer. */
  readonly failsWhenAllIsLost: boolean;
  /** How many questions were broken alone, at most 50. */
  readonly brokenCount: number;
  /** How many of them turned the gate red by themselves. */
  readonly failedCount: number;
  /** Whose loss would go through, at most 10. */
  readonly unguardedIds: readonly string[];
}

const mostBroken = 50;

/**
 * Breaks a run on purpose and looks whether the gate notices: a gate that was never seen to block may be
 * a decoration. Without a baseline only critical questions and floors can.
 */
export function selfTest(run: SuiteRun, baseline: Baseline | undefined): SelfTest {
  const isRed = (cases: readonly CaseResult[]) =>
    compareRuns({ ...run, cases }, baseline).outcome === 'fail';
  const good = run.cases.filter((result) => stateOf(result) === 'good').slice(0, mostBroken);
  const unguarded = good.filter(
    (broken) => !isRed(run.cases.map((result) => (result === broken ? lose(result) : result))),
  );
  return {
    failsWhenAllIsLost: isRed(run.cases.map(lose)),
    brokenCount: good.length,
    failedCount: good.length - unguarded.length,
    unguardedIds: unguarded.slice(0, 10).map(({ question }) => question.id),
  };
}

/** The same question without its answer. */
function lose(result: CaseResult): CaseResult {
  if (stateOf(result) !== 'good') return result;
  const { answer, ranking, targets, outcome } = result;
  const lost = answer && { ...answer, outcome: 'failed' as const };
  if (outcome === 'no_targets') return { ...result, answer: lost };
  return {
    ...result,
    outcome: 'missed',
    firstRank: undefined,
    targets: targets.map(({ target }) => ({ target, rank: undefined, documentRank: undefined })),
    ranking: { ...ranking, ranks: ranking.ranks.map(() => undefined), relevantRanks: [] },
    answer: lost,
  };
}

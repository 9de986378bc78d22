import { type Baseline, type BaselineCase, hashQuestion } from './baseline.ts';
import type { CaseResult } from './case-result.ts';
import { stateOf } from './case-state.ts';
import { firstRank, foundRanks } from './metrics/judged-ranking.ts';

/** One question now and in the baseline. */
export interface CaseChange {
  readonly result: CaseResult;
  /** Undefined unless `standing` is `compared`. */
  readonly before: BaselineCase | undefined;
  /**
   * - `compared`: the baseline has this question with these targets.
   * - `new`: it does not have the question, or there is no baseline.
   * - `edited`: it has the id with another wording, other targets or other checks.
   */
  readonly standing: 'compared' | 'new' | 'edited';
  readonly kind: ChangeKind;
}

/**
 * Worst first; reports keep this order.
 *
 * - `lost`: was good, and has no target among the first results now, or fails a check of its answer.
 * - `errored`: could not be asked.
 * - `missed`: is not good, and is not known to have been.
 * - `worsened`: still found, but further down or with fewer of its targets.
 * - `unjudged`: the server tells too little to say.
 * - `gained`: good now, not before. `improved`: found further up or with more targets.
 * - `steady`: good as before, or good with nothing to compare with.
 */
export const changeKinds = [
  'lost',
  'errored',
  'missed',
  'worsened',
  'unjudged',
  'gained',
  'improved',
  'steady',
] as const;

export type ChangeKind = (typeof changeKinds)[number];

/** Holds one result against the baseline. Ranks beyond `topK` count as not found on both sides. */
export function classifyCase(
  result: CaseResult,
  baseline: Baseline | undefined,
  topK: number,
): CaseChange {
  const recorded = baseline?.cases.get(result.question.id);
  const isSame = recorded !== undefined && recorded.hash === hashQuestion(result.question);
  const before = isSame ? withGrades(recorded, result) : undefined;
  const standing = isSame ? 'compared' : recorded === undefined ? 'new' : 'edited';
  return { result, before, standing, kind: kindOf(result, before, topK) };
}

/** The same question has the same grades, which the file does not repeat. */
function withGrades(recorded: BaselineCase, { ranking }: CaseResult): BaselineCase {
  const { grades, rejectedCount } = ranking;
  return { ...recorded, ranking: { ...recorded.ranking, grades, rejectedCount } };
}

function kindOf(result: CaseResult, before: BaselineCase | undefined, topK: number): ChangeKind {
  const state = stateOf(result);
  if (state === 'errored') return 'errored';
  if (state === 'unjudged') return 'unjudged';
  const rankBefore = before === undefined ? undefined : firstRank(before.ranking.ranks, topK);
  const wasGood = before !== undefined && isGood(before, rankBefore);
  if (state === 'bad') return wasGood ? 'lost' : 'missed';
  if (before === undefined) return 'steady';
  if (!wasGood) return stateOf(before) === 'unjudged' ? 'steady' : 'gained';
  if (rankBefore === undefined) return 'steady';

  const { ranks } = result.ranking;
  const rankNow = firstRank(ranks, topK) ?? Number.POSITIVE_INFINITY;
  const found = foundRanks(ranks, topK).length - foundRanks(before.ranking.ranks, topK).length;
  if (found < 0 || rankNow > rankBefore) return 'worsened';
  return found > 0 || rankNow < rankBefore ? 'improved' : 'steady';
}

/** Good within the first results that count now. */
function isGood(before: BaselineCase, rankBefore: number | undefined): boolean {
  return (
    stateOf(before) === 'good' && (before.outcome === 'no_targets' || rankBefore !== undefined)
  );
}

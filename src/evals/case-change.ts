import { type Baseline, type BaselineCase, hashQuestion } from './baseline.ts';
import type { CaseResult } from './case-result.ts';
import { firstRank } from './score-ranking.ts';

/** One question now and in the baseline. */
export interface CaseChange {
  readonly result: CaseResult;
  /** Undefined unless `standing` is `compared`. */
  readonly before: BaselineCase | undefined;
  /**
   * - `compared`: the baseline has this question with these targets.
   * - `new`: it does not have the question, or there is no baseline.
   * - `edited`: it has the id with another wording or other targets.
   */
  readonly standing: 'compared' | 'new' | 'edited';
  readonly kind: ChangeKind;
}

/**
 * Worst first; reports keep this order.
 *
 * - `lost`: had a target among the first results, has none now.
 * - `errored`: could not be asked.
 * - `missed`: has none now, and none is known from before.
 * - `worsened`: still found, but further down or with fewer of its targets.
 * - `unjudged`: the server tells too little to say.
 * - `gained`: found now, not before. `improved`: found further up or with more targets.
 * - `steady`: found as before, or found with nothing to compare with.
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
  const before = isSame ? recorded : undefined;
  const standing = isSame ? 'compared' : recorded === undefined ? 'new' : 'edited';
  return { result, before, standing, kind: kindOf(result, before, topK) };
}

function kindOf(result: CaseResult, before: BaselineCase | undefined, topK: number): ChangeKind {
  if (result.outcome === 'errored') return 'errored';
  if (result.outcome === 'unjudged') return 'unjudged';
  const rankBefore = before === undefined ? undefined : firstRank(before.ranks, topK);
  if (result.outcome === 'missed') return rankBefore === undefined ? 'missed' : 'lost';
  if (before === undefined) return 'steady';
  if (rankBefore === undefined) return 'gained';

  const ranksNow = result.targets.map((target) => target.rank);
  const rankNow = firstRank(ranksNow, topK) ?? Number.POSITIVE_INFINITY;
  const found = foundWithin(ranksNow, topK) - foundWithin(before.ranks, topK);
  if (found < 0 || rankNow > rankBefore) return 'worsened';
  return found > 0 || rankNow < rankBefore ? 'improved' : 'steady';
}

function foundWithin(ranks: readonly (number | undefined)[], topK: number): number {
  return ranks.filter((rank) => rank !== undefined && rank <= topK).length;
}

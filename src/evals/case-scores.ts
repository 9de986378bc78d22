import type { CaseResult } from './case-result.ts';
import type { JudgedRanking } from './metrics/judged-ranking.ts';
import * as measures from './metrics/measures.ts';
import type { MetricName } from './metrics/metric-names.ts';
import { asksForTargets, type Question } from './suite.ts';

const byName: Readonly<Record<Exclude<MetricName, 'answered'>, measures.Measure>> = {
  hit: measures.hit,
  recall: measures.recall,
  precision: measures.precision,
  mrr: measures.reciprocalRank,
  ndcg: measures.ndcg,
  ndcg_exp: measures.ndcgExponential,
  map: measures.averagePrecision,
  r_precision: measures.rPrecision,
  bpref: measures.bpref,
  judged: measures.judged,
};

/** What the measures need of a case, now or in a baseline. */
export interface ScoredCase {
  readonly outcome: CaseResult['outcome'];
  readonly ranking: JudgedRanking;
  readonly answer: { readonly outcome: 'passed' | 'failed' | 'unjudged' } | undefined;
}

/**
 * One measure of one case, 0 to 1; undefined when the measure says nothing about it: the question is not
 * of that kind, or the server told too little. A question that could not be asked is 0.
 */
export function scoreCase(
  name: MetricName,
  question: Question,
  { outcome, ranking, answer }: ScoredCase,
  topK: number,
): number | undefined {
  if (name === 'answered') {
    if (outcome === 'errored') return asksOfAnswers(question) ? 0 : undefined;
    if (answer === undefined || answer.outcome === 'unjudged') return undefined;
    return asksOfAnswers(question) ? Number(answer.outcome === 'passed') : undefined;
  }
  if (!asksForTargets(question) || outcome === 'unjudged') return undefined;
  return outcome === 'errored' ? 0 : byName[name](ranking, topK);
}

function asksOfAnswers(question: Question): boolean {
  return (
    question.shouldRefuse === true ||
    question.checks !== undefined ||
    question.mustNotCite !== undefined
  );
}

/** Measures that say either right or wrong. */
export function isBinary(name: MetricName): boolean {
  return name === 'hit' || name === 'answered';
}

import { countWithin, firstRank, foundRanks, type JudgedRanking } from './judged-ranking.ts';
import { ndcgAt } from './ndcg.ts';

/**
 * A measure of one ranking over its first `k` results: 0 is worst, 1 is best. Without targets it is 0.
 * Where every result is a document of its own, the values are those of trec_eval.
 */
export type Measure = (ranking: JudgedRanking, k: number) => number;

/** Whether any target is there: 1 or 0. trec_eval: `success_k`. */
export const hit: Measure = ({ ranks }, k) => (firstRank(ranks, k) === undefined ? 0 : 1);

/** The share of the targets that are there. trec_eval: `recall_k`. */
export const recall: Measure = ({ ranks }, k) =>
  ranks.length === 0 ? 0 : foundRanks(ranks, k).length / ranks.length;

/** The share of the first `k` places that hold a target; an empty place holds none. trec_eval: `P_k`. */
export const precision: Measure = ({ relevantRanks }, k) => countWithin(relevantRanks, k) / k;

/** 1 divided by the best rank. Its mean is MRR. trec_eval: `recip_rank`. */
export const reciprocalRank: Measure = ({ ranks }, k) => {
  const best = firstRank(ranks, k);
  return best === undefined ? 0 : 1 / best;
};

/** Precision at each target that is there, averaged over all targets. Its mean is MAP. trec_eval: `map_cut_k`. */
export const averagePrecision: Measure = ({ ranks }, k) => {
  if (ranks.length === 0) return 0;
  let sum = 0;
  // Two targets in one result stand at one rank: more than all of the first results cannot be right.
  for (const [index, rank] of foundRanks(ranks, k).entries())
    sum += Math.min(1, (index + 1) / rank);
  return sum / ranks.length;
};

/** Precision among the first R results, R being the number of targets. trec_eval: `Rprec`. */
export const rPrecision: Measure = ({ ranks, relevantRanks }, k) =>
  ranks.length === 0 ? 0 : countWithin(relevantRanks, Math.min(ranks.length, k)) / ranks.length;

/**
 * How seldom a result that is judged not to help stands before a target. Looks at judged results only,
 * so that it stays fair where many are unjudged. trec_eval: `bpref`.
 */
export const bpref: Measure = ({ ranks, rejectedRanks, rejectedCount }, k) => {
  const targetCount = ranks.length;
  if (targetCount === 0) return 0;
  const worst = Math.min(rejectedCount, targetCount);
  let sum = 0;
  for (const rank of foundRanks(ranks, k)) {
    const before = Math.min(countWithin(rejectedRanks, rank - 1), targetCount);
    sum += before === 0 ? 1 : 1 - before / worst;
  }
  return sum / targetCount;
};

/** The share of the results there are that somebody has judged, either way; 1 without results. */
export const judged: Measure = ({ relevantRanks, rejectedRanks, resultCount }, k) => {
  const looked = Math.min(k, resultCount);
  if (looked === 0) return 1;
  return (countWithin(relevantRanks, k) + countWithin(rejectedRanks, k)) / looked;
};

/** Discounted gain against the best order there could be; a grade counts as it is. trec_eval: `ndcg_cut_k`. */
export const ndcg: Measure = (ranking, k) => ndcgAt(ranking, k, (grade) => grade);

/** The same with gain 2^grade - 1: one best target outweighs several fair ones. */
export const ndcgExponential: Measure = (ranking, k) =>
  ndcgAt(ranking, k, (grade) => 2 ** grade - 1);

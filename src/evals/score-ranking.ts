/**
 * Where the targets of one question stand: ranks count from 1, undefined is "not among the results".
 * All measures look at the first `k` results only.
 */
export type Ranks = readonly (number | undefined)[];

/** The best rank within the first `k`; undefined when no target is there. */
export function firstRank(ranks: Ranks, k: number): number | undefined {
  const within = ranks.filter((rank) => rank !== undefined && rank >= 1 && rank <= k);
  return within.reduce(
    (best, rank) => (best === undefined || rank! < best ? rank : best),
    undefined,
  );
}

/** Whether any target is within the first `k`: 1 or 0. */
export function hitAt(ranks: Ranks, k: number): number {
  return firstRank(ranks, k) === undefined ? 0 : 1;
}

/** The share of the targets within the first `k`, 0 to 1; 0 for no targets. */
export function recallAt(ranks: Ranks, k: number): number {
  if (ranks.length === 0) return 0;
  return ranks.filter((rank) => hitAt([rank], k) === 1).length / ranks.length;
}

/** 1 divided by the best rank within the first `k`; 0 when no target is there. Its mean is MRR. */
export function reciprocalRank(ranks: Ranks, k: number): number {
  const best = firstRank(ranks, k);
  return best === undefined ? 0 : 1 / best;
}

/** Undefined for no values: a mean of nothing is not a score. */
export function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

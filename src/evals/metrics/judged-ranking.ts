/**
 * What is known about the results of one question, in ranks from 1; all that the measures look at.
 *
 * A target may be reached by several results (chunks of one section) and one result may reach several
 * targets. A target counts once, at the first result that reaches it.
 */
export interface JudgedRanking {
  /** Of each target, 1 or more. */
  readonly grades: readonly number[];
  /** Where each target is first reached, in the order of `grades`; undefined is "not among the results". */
  readonly ranks: Ranks;
  /** Of the results that reach any target; rising. */
  readonly relevantRanks: readonly number[];
  /** Of the results that are judged not to help; rising. */
  readonly rejectedRanks: readonly number[];
  /** How many things are judged not to help, found or not. */
  readonly rejectedCount: number;
  readonly resultCount: number;
}

/** Ranks from 1; undefined is "not among the results". */
export type Ranks = readonly (number | undefined)[];

/** The best rank within the first `k`; undefined when no target is there. */
export function firstRank(ranks: Ranks, k: number): number | undefined {
  let best: number | undefined;
  for (const rank of ranks) {
    if (rank !== undefined && rank <= k && (best === undefined || rank < best)) best = rank;
  }
  return best;
}

/** How many of rising ranks are within the first `k`. */
export function countWithin(rising: readonly number[], k: number): number {
  let count = 0;
  while (count < rising.length && (rising[count] ?? Number.POSITIVE_INFINITY) <= k) count += 1;
  return count;
}

/** The ranks that are within the first `k`, rising. */
export function foundRanks(ranks: Ranks, k: number): readonly number[] {
  const found: number[] = [];
  for (const rank of ranks) if (rank !== undefined && rank <= k) found.push(rank);
  return found.length < 2 ? found : found.sort((a, b) => a - b);
}

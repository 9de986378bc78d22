import type { JudgedRanking } from './judged-ranking.ts';

/**
 * Normalised discounted cumulative gain over the first `k` results: gain(grade) / log2(rank + 1), summed
 * over the targets that are there, divided by the same sum for all targets in their best order.
 *
 * One result may reach several targets, which the best order does not foresee: the quotient stays
 * at most 1.
 */
export function ndcgAt(
  { grades, ranks }: JudgedRanking,
  k: number,
  gain: (grade: number) => number,
): number {
  let sum = 0;
  for (let index = 0; index < ranks.length; index += 1) {
    const rank = ranks[index];
    if (rank !== undefined && rank <= k) sum += gain(grades[index] ?? 1) * discountAt(rank);
  }
  if (sum === 0) return 0;
  const best = idealOrder(grades);
  let ideal = 0;
  for (let index = 0; index < best.length && index < k; index += 1) {
    ideal += gain(best[index] ?? 0) * discountAt(index + 1);
  }
  return Math.min(1, sum / ideal);
}

function idealOrder(grades: readonly number[]): readonly number[] {
  for (let index = 1; index < grades.length; index += 1) {
    if ((grades[index] ?? 0) > (grades[index - 1] ?? 0)) return grades.toSorted((a, b) => b - a);
  }
  return grades;
}

/** What a gain at a rank is worth; the first thousand are looked up. */
function discountAt(rank: number): number {
  return discounts[rank] ?? 1 / Math.log2(rank + 1);
}

const discounts = Float64Array.from({ length: 1_001 }, (_, rank) => 1 / Math.log2(rank + 1));

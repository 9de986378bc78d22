/**
 * The nearest-rank percentile: the smallest value that at least `percent` % of all values do not
 * exceed, so always one that was measured. 0 without values.
 *
 * @param sorted Ascending.
 * @param percent Above 0, at most 100.
 */
export function percentile(sorted: ArrayLike<number>, percent: number): number {
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? 0;
}

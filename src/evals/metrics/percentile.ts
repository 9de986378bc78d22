/**
 * The value at or below which a share of the values lies (nearest rank, so that it is one of them);
 * undefined for no values. `share` is above 0 and at most 1.
 */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

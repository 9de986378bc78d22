/**
 * How one measure changed, question by question: now minus before. Questions about one page fare
 * alike, so a page (a cluster) is the unit that chance is reckoned with.
 */
export interface PairedDifferences {
  readonly values: Float64Array;
  /** The cluster of each value, 0 up to `clusterCount - 1`; the same order. */
  readonly clusters: Int32Array;
  readonly clusterCount: number;
}

/** Pairs with the page that each belongs to. Not-a-number is refused by counting as the worst, -1. */
export function pairDifferences(
  pairs: readonly { readonly difference: number; readonly page: string }[],
): PairedDifferences {
  const numbers = new Map<string, number>();
  const clusters = Int32Array.from(pairs, ({ page }) => {
    const known = numbers.get(page) ?? numbers.size;
    numbers.set(page, known);
    return known;
  });
  const values = Float64Array.from(pairs, ({ difference }) =>
    Number.isFinite(difference) ? difference : -1,
  );
  return { values, clusters, clusterCount: numbers.size };
}

/** The sum of the differences of each cluster. */
export function clusterSums({ values, clusters, clusterCount }: PairedDifferences): Float64Array {
  const sums = new Float64Array(clusterCount);
  for (let index = 0; index < values.length; index += 1) {
    const cluster = clusters[index] ?? 0;
    sums[cluster] = (sums[cluster] ?? 0) + (values[index] ?? 0);
  }
  return sums;
}

/** Mean difference over the questions; 0 for none. */
export function meanDifference({ values }: PairedDifferences): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? 0 : sum / values.length;
}

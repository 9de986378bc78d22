import { normalQuantile } from './normal.ts';
import { clusterSums, meanDifference, type PairedDifferences } from './paired-differences.ts';

export interface DetectableOptions {
  /** Below which p-value a drop counts, one-sided. Default 0.05. */
  readonly alpha?: number;
  /** How often such a drop shall be noticed. Default 0.8. */
  readonly power?: number;
}

/**
 * The smallest mean drop that a comparison like this one notices, `power` of the time: from the spread
 * of the differences, by page. Never less than what flips of single signs can show at all: at 0.05 five
 * pages must change, and all for the worse.
 *
 * Undefined when no drop could be noticed, however large: too few pages.
 */
export function minimumDetectableDrop(
  differences: PairedDifferences,
  { alpha = 0.05, power = 0.8 }: DetectableOptions = {},
): number | undefined {
  const { values, clusters, clusterCount } = differences;
  const fewest = Math.ceil(Math.log(1 / alpha) / Math.log(2));
  if (clusterCount < fewest) return undefined;
  const mean = meanDifference(differences);
  const sizes = new Float64Array(clusterCount);
  for (const cluster of clusters) sizes[cluster] = (sizes[cluster] ?? 0) + 1;
  let squares = 0;
  for (const [cluster, sum] of clusterSums(differences).entries()) {
    squares += (sum - (sizes[cluster] ?? 0) * mean) ** 2;
  }
  // Of a sum of independent clusters; n / (n - 1) because the mean is estimated from them too.
  const error = Math.sqrt((squares * clusterCount) / (clusterCount - 1)) / values.length;
  const bySpread = (normalQuantile(1 - alpha) + normalQuantile(power)) * error;
  const pagesThatChange = clusterSums(differences).filter((sum) => sum !== 0).length;
  const byCount = pagesThatChange >= fewest ? 0 : fewest / values.length;
  return Math.max(bySpread, byCount);
}

import { normalBelow, normalQuantile } from './normal.ts';
import { meanDifference, type PairedDifferences } from './paired-differences.ts';
import { randomWords } from './random-words.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  /** How sure the interval is to hold the true mean. Default 0.95. */
  readonly level?: number;
  /** Default 10,000. */
  readonly resamples?: number;
  /** The same seed gives the same interval. Default 1. */
  readonly seed?: number;
}

/**
 * Where the mean difference lies, by bootstrap: whole clusters are drawn with replacement, and the
 * interval is corrected for bias and skew (BCa). With one cluster there is nothing to draw from and the
 * interval is everything a difference can be, -1 to 1.
 */
export function bootstrapInterval(
  differences: PairedDifferences,
  { level = 0.95, resamples = 10_000, seed = 1 }: BootstrapOptions = {},
): Interval {
  const { clusterCount } = differences;
  const estimate = meanDifference(differences);
  if (clusterCount < 2) return { low: -1, high: 1 };
  const { sums, sizes } = clusterTotals(differences);
  const means = resampledMeans(sums, sizes, resamples, seed);
  const lowest = means[0] ?? estimate;
  const highest = means[resamples - 1] ?? estimate;
  if (lowest === highest) return { low: lowest, high: highest };

  const below = means.reduce(
    (count, mean) => count + (mean < estimate ? 1 : mean === estimate ? 0.5 : 0),
    0,
  );
  const bias = normalQuantile((below + 0.5) / (resamples + 1));
  const skew = acceleration(sums, sizes);
  const at = (chance: number) => {
    const z = bias + normalQuantile(chance);
    const corrected = normalBelow(bias + z / (1 - skew * z));
    const index = Math.round(corrected * (resamples - 1));
    return means[Math.min(resamples - 1, Math.max(0, index))] ?? estimate;
  };
  return { low: at((1 - level) / 2), high: at((1 + level) / 2) };
}

function clusterTotals({ values, clusters, clusterCount }: PairedDifferences) {
  const sums = new Float64Array(clusterCount);
  const sizes = new Float64Array(clusterCount);
  for (let index = 0; index < values.length; index += 1) {
    const cluster = clusters[index] ?? 0;
    sums[cluster] = (sums[cluster] ?? 0) + (values[index] ?? 0);
    sizes[cluster] = (sizes[cluster] ?? 0) + 1;
  }
  return { sums, sizes };
}

/** Sorted. */
function resampledMeans(
  sums: Float64Array,
  sizes: Float64Array,
  resamples: number,
  seed: number,
): Float64Array {
  const nextWord = randomWords(seed);
  const { length } = sums;
  const means = new Float64Array(resamples);
  for (let sample = 0; sample < resamples; sample += 1) {
    let sum = 0;
    let size = 0;
    for (let draw = 0; draw < length; draw += 1) {
      const cluster = Math.floor(((nextWord() >>> 0) / 4_294_967_296) * length);
      sum += sums[cluster] ?? 0;
      size += sizes[cluster] ?? 0;
    }
    means[sample] = sum / size;
  }
  return means.sort();
}

/** How the spread changes with the value, from the means that each leave one cluster out. */
function acceleration(sums: Float64Array, sizes: Float64Array): number {
  const sum = sums.reduce((total, value) => total + value, 0);
  const size = sizes.reduce((total, value) => total + value, 0);
  const without = sums.map((value, index) => (sum - value) / (size - (sizes[index] ?? 0)));
  const centre = without.reduce((total, value) => total + value, 0) / without.length;
  let squares = 0;
  let cubes = 0;
  for (const value of without) {
    squares += (centre - value) ** 2;
    cubes += (centre - value) ** 3;
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}

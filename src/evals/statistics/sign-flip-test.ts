import { clusterSums, type PairedDifferences } from './paired-differences.ts';
import { randomWords } from './random-words.ts';

export interface SignFlipResult {
  /** The chance to see a drop at least this large if before and now were interchangeable, 0 to 1. */
  readonly pValue: number;
  /** `exact`: all ways to flip were counted. `sampled`: as many as `flips`. */
  readonly method: 'exact' | 'sampled';
  readonly flips: number;
}

export interface SignFlipOptions {
  /** Default 10,000. */
  readonly flips?: number;
  /** The same seed gives the same p-value. Default 1. */
  readonly seed?: number;
}

/** Up to here every one of the 2^n ways is counted. */
const exactUpTo = 20;

/**
 * Paired permutation test, one-sided: is the mean difference below 0? If a change did nothing, each
 * page could as well have had its two results the other way round, so the signs of the clusters' sums
 * are flipped in all ways, or in many random ones, and it is counted how often the sum comes out at
 * least as low as it is.
 *
 * Sampled p-values count the observed order among the flips: they are never 0 and never too small.
 */
export function signFlipTest(
  differences: PairedDifferences,
  { flips = 10_000, seed = 1 }: SignFlipOptions = {},
): SignFlipResult {
  const sums = clusterSums(differences).filter((sum) => sum !== 0);
  const observed = total(sums);
  // Orders of addition differ in the last digits; sums that close are equal.
  const atMost = observed + 1e-9 * Math.max(1e-9, total(sums.map(Math.abs)));
  if (sums.length === 0) return { pValue: 1, method: 'exact', flips: 1 };
  if (sums.length <= exactUpTo) {
    const ways = 2 ** sums.length;
    return { pValue: countAllFlips(sums, atMost) / ways, method: 'exact', flips: ways };
  }
  const low = countRandomFlips(sums, atMost, flips, seed);
  return { pValue: (low + 1) / (flips + 1), method: 'sampled', flips };
}

/** How many of the 2^n flips sum to `atMost` or less: both halves are listed, then paired in order. */
function countAllFlips(sums: Float64Array, atMost: number): number {
  const middle = sums.length >> 1;
  const left = flippedSums(sums.subarray(0, middle)).sort();
  const right = flippedSums(sums.subarray(middle)).sort();
  let count = 0;
  let fitting = right.length;
  for (const one of left) {
    while (fitting > 0 && one + (right[fitting - 1] ?? 0) > atMost) fitting -= 1;
    count += fitting;
  }
  return count;
}

/** The sum under each of the 2^n ways to give signs; at index `bits`, a set bit flips. */
function flippedSums(sums: Float64Array): Float64Array {
  const all = new Float64Array(2 ** sums.length);
  all[0] = total(sums);
  for (let bits = 1; bits < all.length; bits += 1) {
    const lowest = 31 - Math.clz32(bits & -bits);
    all[bits] = (all[bits & (bits - 1)] ?? 0) - 2 * (sums[lowest] ?? 0);
  }
  return all;
}

/** A random byte flips eight signs at once, by a table of what each byte makes of those eight sums. */
function countRandomFlips(sums: Float64Array, atMost: number, flips: number, seed: number): number {
  const groupCount = Math.ceil(sums.length / 8);
  const table = new Float64Array(groupCount * 256);
  for (let group = 0; group < groupCount; group += 1) {
    const eight = new Float64Array(8);
    eight.set(sums.subarray(group * 8, group * 8 + 8));
    table.set(flippedSums(eight), group * 256);
  }
  const nextWord = randomWords(seed);
  let low = 0;
  for (let flip = 0; flip < flips; flip += 1) {
    let sum = 0;
    let word = 0;
    for (let group = 0; group < groupCount; group += 1) {
      word = (group & 3) === 0 ? nextWord() : word >>> 8;
      sum += table[(group << 8) | (word & 255)] ?? 0;
    }
    if (sum <= atMost) low += 1;
  }
  return low;
}

function total(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

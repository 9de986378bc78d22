export interface Jitter {
  /** The longest wait after the first failure; it doubles with each. */
  readonly firstMs: number;
  /** The longest wait of all. */
  readonly longestMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/**
 * How long to wait after the n-th failure, in milliseconds, not rounded: anything up to an
 * exponentially growing limit, so that those who failed together do not come back together.
 */
export function fullJitterMs(failures: number, { firstMs, longestMs, random }: Jitter): number {
  return random() * Math.min(longestMs, firstMs * 2 ** (failures - 1));
}

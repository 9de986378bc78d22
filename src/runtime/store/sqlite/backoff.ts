export interface BackoffOptions {
  /** The longest wait after the first failure, in milliseconds; it doubles with each. Default 1 s. */
  readonly backoffBaseMs?: number;
  /** The longest wait of all, in milliseconds. Default 1 hour. */
  readonly backoffMaxMs?: number;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
}

/**
 * How long to wait after the n-th failure: anything up to an exponentially growing limit, so that
 * jobs that failed together do not come back together.
 */
export function backoffMs(failures: number, options: BackoffOptions = {}): number {
  const { backoffBaseMs = 1_000, backoffMaxMs = 3_600_000, random = Math.random } = options;
  return Math.round(random() * Math.min(backoffMaxMs, backoffBaseMs * 2 ** (failures - 1)));
}

import { fullJitterMs } from '#util/full-jitter-ms.ts';

export interface BackoffOptions {
  /** The longest wait after the first failure, in milliseconds; it doubles with each. Default 1 s. */
  readonly backoffBaseMs?: number;
  /** The longest wait of all, in milliseconds. Default 1 hour. */
  readonly backoffMaxMs?: number;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
}

/** How long a job waits after its n-th failure, in milliseconds. */
export function backoffMs(failures: number, options: BackoffOptions = {}): number {
  const { backoffBaseMs = 1_000, backoffMaxMs = 3_600_000, random = Math.random } = options;
  const jitter = { firstMs: backoffBaseMs, longestMs: backoffMaxMs, random };
  return Math.round(fullJitterMs(failures, jitter));
}

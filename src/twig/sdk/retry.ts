import type { Clock } from '#core/clock.ts';
import { RetryError } from '#core/errors.ts';
import { fullJitterMs } from '#util/full-jitter-ms.ts';
import { plural } from '#util/plural.ts';

export interface RetryOptions {
  readonly clock: Clock;
  /** 0 to 1, exclusive: spreads the tries of many clients. */
  readonly random: () => number;
  /** How long after its first failure a call may still be tried. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal | undefined;
  readonly onWait: (ms: number) => void;
}

/**
 * Does `work` until it succeeds, fails for good, or its chances are used up. Only a RetryError is
 * tried again:
 *
 * - after the wait that the server named, as often as the deadline allows: being asked to wait is not
 *   a failure;
 * - otherwise after exponential backoff with full jitter (at most 1 s, 2 s, 4 s … 32 s), five tries
 *   in all, or three when nobody answers at that address.
 *
 * @throws the last error, saying how many tries there were, once no wait fits any more.
 */
export async function withRetries<Result>(
  work: () => Promise<Result>,
  { clock, random, deadlineMs, signal, onWait }: RetryOptions,
): Promise<Result> {
  let deadline: number | undefined;
  for (let tries = 1, unasked = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RetryError)) throw error;
      const now = clock.now();
      deadline ??= now + deadlineMs;
      if (error.retryAfterMs === undefined) unasked += 1;
      const backoffMs = fullJitterMs(tries, { firstMs: 1000, longestMs: 32_000, random });
      const waitMs =
        error.retryAfterMs === undefined
          ? backoffMs
          : Math.max(error.retryAfterMs + random() * 1000, backoffMs);
      if (unasked >= maxTries(error) || now + waitMs > deadline) throw givenUp(error, tries);
      onWait(Math.ceil(waitMs));
      await clock.sleep(Math.ceil(waitMs), signal);
    }
  }
}

function maxTries(error: RetryError): number {
  return error.code === 'unreachable' ? 3 : 5;
}

function givenUp(error: RetryError, tries: number): RetryError {
  if (tries === 1) return error;
  const { code, hint, cause, status, requestId, retryAfterMs } = error;
  return new RetryError(`${error.message} Gave up after ${plural(tries, 'try', 'tries')}.`, {
    code,
    cause,
    status,
    requestId,
    ...(hint !== undefined && { hint }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

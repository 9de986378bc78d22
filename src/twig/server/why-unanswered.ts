import { RetryError } from '#core/errors.ts';
import type { Refusal } from './answers.ts';

export interface Unanswered extends Refusal {
  /** Present when the same question may be answered later. */
  readonly retryAfterSeconds?: number;
}

/** Where nobody says when to come back. */
const usualRetryAfterSeconds = 5;

/** What a client is told when the work on an answer failed; what failed in detail is for the log. */
export function whyUnanswered(error: Error): Unanswered {
  if (error instanceof RetryError) {
    const retryAfterSeconds = Math.ceil((error.retryAfterMs ?? 0) / 1000) || usualRetryAfterSeconds;
    return {
      code: 'service_unavailable',
      message: `The answer cannot be made right now; try again in ${retryAfterSeconds} s.`,
      retryAfterSeconds,
    };
  }
  return {
    code: 'internal_error',
    message: 'The server failed on this question. The request id helps to find why.',
  };
}

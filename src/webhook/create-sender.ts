import { type Clock, systemClock } from '#core/clock.ts';
import { newId } from '#util/new-id.ts';
import { type RetrySchedule, retrySchedules } from './retry-schedules.ts';
import { type SignatureScheme, signatureSchemes } from './scheme.ts';
import { signDelivery } from './sign-delivery.ts';

export interface SenderOptions {
  readonly secret: string;
  /** Default: Twig's. */
  readonly scheme?: SignatureScheme;
  /** Default: that of Standard Webhooks, ten attempts over three days. */
  readonly schedule?: RetrySchedule;
  /** Default: the global one. A receiver is one too: `(input, init) => receive(new Request(input, init))`. */
  readonly fetch?: typeof fetch;
  /** With a clock that skips, three days of retries take no time. */
  readonly clock?: Clock;
}

export interface SendOptions {
  /** The delivery's id, where the scheme signs one; the same at every attempt. Default: a new one. */
  readonly id?: string;
  /** Beside those of the signature. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Sees each attempt when it is over. */
  readonly onAttempt?: (attempt: SendAttempt) => void;
}

export interface SendAttempt {
  /** Epoch milliseconds of its start. */
  readonly at: number;
  /** Undefined when no answer came. */
  readonly status: number | undefined;
  /** The answer's body, or why there was none. */
  readonly said: string;
  /** Until the next attempt, in milliseconds; undefined after the last one. */
  readonly nextInMs: number | undefined;
}

export interface SendResult {
  /** `gone`: the endpoint answered 410, on which senders unsubscribe. */
  readonly outcome: 'delivered' | 'gave_up' | 'gone';
  readonly attempts: readonly SendAttempt[];
}

/**
 * A sender that behaves like the ones out there: it signs each attempt anew, follows no redirect, waits
 * for an answer no longer than its schedule says, honours Retry-After when that is longer, and ends at
 * 2xx, at 410, or when its schedule does. For tests of receivers and for `twigkit webhook send`.
 *
 * @throws what `signDelivery` throws, and the signal's reason when it is aborted.
 *
 * @example
 * const sender = createSender({ secret, clock: manualClock({ skips: true }) });
 * const { outcome, attempts } = await sender(url, new TextEncoder().encode('{"event":"a"}'));
 */
export function createSender(options: SenderOptions) {
  const { secret, scheme = signatureSchemes.twig, clock = systemClock } = options;
  const { schedule = retrySchedules['standard-webhooks'], fetch: send = fetch } = options;

  return async (url: string, body: Uint8Array, how: SendOptions = {}): Promise<SendResult> => {
    const { id = newId('evt'), headers = {}, signal, onAttempt } = how;
    const attempts: SendAttempt[] = [];
    const waits: readonly (number | undefined)[] = [...schedule.waitsMs, undefined];
    for (const waitMs of waits) {
      const at = clock.now();
      const signed = await signDelivery(body, { secret, scheme, at, id });
      const request: RequestInit = {
        method: 'POST',
        body: Uint8Array.from(body),
        headers: { 'content-type': 'application/json', ...headers, ...signed },
        redirect: 'manual',
      };
      const { status, said, retryAfterMs } = await attemptOnce(url, request, signal);
      const over = status !== undefined && (status === 410 || (status >= 200 && status < 300));
      const nextInMs =
        over || waitMs === undefined ? undefined : Math.max(waitMs, retryAfterMs ?? 0);
      const attempt = { at, status, said, nextInMs };
      attempts.push(attempt);
      onAttempt?.(attempt);
      if (over) return { outcome: status === 410 ? 'gone' : 'delivered', attempts };
      if (nextInMs !== undefined) await clock.sleep(nextInMs, signal);
    }
    return { outcome: 'gave_up', attempts };
  };

  async function attemptOnce(url: string, request: RequestInit, signal: AbortSignal | undefined) {
    const patience = AbortSignal.timeout(schedule.timeoutMs);
    const either = signal ? AbortSignal.any([signal, patience]) : patience;
    try {
      const response = await send(url, { ...request, signal: either });
      const said = await response.text();
      const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
      const retryAfterMs = Number.isFinite(seconds) ? 1000 * seconds : undefined;
      return { status: response.status, said, retryAfterMs };
    } catch (error) {
      signal?.throwIfAborted();
      return { status: undefined, said: reasonOf(error), retryAfterMs: undefined };
    }
  }
}

/** fetch hides the reason in the cause. */
function reasonOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return inner instanceof Error ? inner.message || inner.name : String(inner);
}

import type { Inbox, NewMessage } from '#core/inbox.ts';
import type { NewJob } from '#core/queue.ts';
import type { WebhookEvent } from '#core/webhook-event.ts';
import { newId } from '#util/new-id.ts';
import { answer, type Outcome } from './answer.ts';
import { dedupeKey } from './dedupe-key.ts';
import { type Freshness, type FreshnessPolicy, judgeFreshness } from './freshness.ts';
import { parseEvent } from './parse-event.ts';
import { readBody } from './read-body.ts';
import { createVerifier, type Verdict, type VerifierOptions } from './verify.ts';

export interface ReceiverOptions extends VerifierOptions {
  readonly inbox: Pick<Inbox, 'accept'>;
  /**
   * The work that an event means, stored with it in one transaction. Called for unknown events too.
   * Give it no key that replaces: a message whose job was replaced would never be settled.
   */
  readonly jobFor: (event: WebhookEvent, messageId: string) => NewJob;
  /** The endpoint's name in the inbox. Default `twig`. */
  readonly source?: string;
  /** Default 1 MiB. */
  readonly maxBodyBytes?: number;
  readonly freshness?: FreshnessPolicy;
  /** Sees every request once it is decided, before it is answered. It must not throw. */
  readonly onDelivery?: (delivery: Delivery) => void;
}

/** What became of one request. For logs and metrics: it holds no secret and no content. */
export interface Delivery {
  readonly outcome: Outcome;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** Why it was refused, dead-lettered or not stored. */
  readonly reason?: string | undefined;
  /** Of the first delivery when it is a duplicate. */
  readonly messageId?: string;
  readonly event?: string | undefined;
  readonly secretId?: string;
  readonly freshness?: Freshness;
  /** What was thrown by the inbox, by `jobFor`, or while reading the body. */
  readonly cause?: unknown;
}

/**
 * A webhook endpoint: takes a request, answers when the delivery is durable or refused. It runs
 * wherever `Request` and `Response` do, and must be given the raw body: mount it before any middleware
 * that reads one.
 *
 * | answer | meaning |
 * | --- | --- |
 * | 202 | stored, with the receipt's id; also an honestly signed body that nobody can read |
 * | 200 | seen before, with the first receipt's id |
 * | 401, 400 | not verified, or stale; the body does not tell which |
 * | 405, 413, 415 | not POST, over `maxBodyBytes`, compressed |
 * | 503 | not stored: send it again |
 *
 * @throws FixInputError at once when the secrets cannot be used.
 *
 * @example
 * const receive = createReceiver({
 *   secrets: [{ id: 'current', value: secret }],
 *   clock: systemClock,
 *   inbox,
 *   jobFor: (event, messageId) => ({ kind: 'webhook', payload: { messageId } }),
 * });
 * app.post('/webhooks/twig', (context) => receive(context.req.raw));
 */
export function createReceiver(options: ReceiverOptions): (request: Request) => Promise<Response> {
  const { inbox, jobFor, clock, source = 'twig', maxBodyBytes = 1024 * 1024 } = options;
  const verify = createVerifier(options);

  return async (request) => {
    const receivedAt = clock.now();
    const delivery = { receivedAt, ...(await decide(request, receivedAt)) };
    options.onDelivery?.(delivery);
    return answer(delivery.outcome, delivery.messageId);
  };

  async function decide(request: Request, receivedAt: number): Promise<Decision> {
    if (request.method !== 'POST') return { outcome: 'wrong_method' };
    const encoding = request.headers.get('content-encoding') ?? 'identity';
    if (encoding !== 'identity') return { outcome: 'compressed' };

    let body: Uint8Array | 'too_large';
    try {
      body = await readBody(request, maxBodyBytes);
    } catch (cause) {
      return { outcome: 'unverifiable', reason: 'body_cut_off', cause };
    }
    if (body === 'too_large') return { outcome: 'too_large' };

    const verdict = await verify(request.headers, body);
    if (!verdict.verified) return { outcome: outcomeOf(verdict.reason), reason: verdict.reason };
    return await store(body, verdict, receivedAt);
  }

  async function store(
    body: Uint8Array,
    { secretId, signedId }: Verified,
    receivedAt: number,
  ): Promise<Decision> {
    const parsed = parseEvent(body);
    const event = parsed.readable ? parsed.event : undefined;
    const freshness = judgeFreshness(event?.timestamp, receivedAt, options.freshness);
    const seen = { secretId, event: event?.name, freshness };
    if (freshness === 'stale' || freshness === 'ahead') {
      return { ...seen, outcome: 'refused', reason: freshness };
    }
    try {
      const id = newId('msg');
      const key = await dedupeKey(body, signedId);
      const work: Pick<NewMessage, 'job' | 'deadReason'> = parsed.readable
        ? { job: jobFor(parsed.event, id) }
        : { job: undefined, deadReason: parsed.reason };
      const message = { id, source, key, body, event: event?.name, secretId, receivedAt, ...work };
      const accepted = await inbox.accept(message);
      return {
        ...seen,
        outcome: accepted.outcome === 'new' ? 'accepted' : 'duplicate',
        messageId: accepted.id,
        reason: work.deadReason,
      };
    } catch (cause) {
      return { ...seen, outcome: 'unavailable', reason: 'not_stored', cause };
    }
  }
}

type Decision = Omit<Delivery, 'receivedAt'>;
type Verified = Pick<Extract<Verdict, { verified: true }>, 'secretId' | 'signedId'>;

/** What no honest sender sends is not even looked at: 400 instead of 401. */
function outcomeOf(reason: Extract<Verdict, { verified: false }>['reason']): Outcome {
  return reason === 'header_too_long' || reason === 'too_many_signatures'
    ? 'unverifiable'
    : 'refused';
}

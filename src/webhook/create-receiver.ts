import { type Clock, systemClock } from '#core/clock.ts';
import type { Inbox, NewMessage } from '#core/inbox.ts';
import type { NewJob } from '#core/queue.ts';
import type { WebhookEvent } from '#core/webhook-event.ts';
import { newId } from '#util/new-id.ts';
import { type Answer, answer, type Outcome } from './answer.ts';
import { bodyAlreadyRead } from './body-already-read.ts';
import { dedupeKey } from './dedupe-key.ts';
import { type Freshness, type FreshnessPolicy, judgeFreshness } from './freshness.ts';
import { webHmac } from './hmac-web.ts';
import { parseEvent } from './parse-event.ts';
import { pointedText } from './pointed-text.ts';
import { type BodyLimits, type BodyRead, readBody } from './read-body.ts';
import type { HeaderSource } from './signature.ts';
import { createVerifier, type Verdict, type VerifierOptions } from './verify.ts';

export interface ReceiverOptions extends Omit<VerifierOptions, 'clock'> {
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
  /** How long a sender may take for its body, in milliseconds. Default 10 s. */
  readonly bodyTimeoutMs?: number;
  readonly freshness?: FreshnessPolicy;
  /**
   * Where in the body the event's own id stands, as a JSON pointer: `/data/event_id`. It is signed with
   * the body, so it counts like a signed id: another body under the same one is a conflict.
   */
  readonly idPointer?: string;
  readonly clock?: Clock;
  /** Sees every request once it is decided, before it is answered. It must not throw. */
  readonly onDelivery?: (delivery: Delivery) => void;
}

/** What became of one request. For logs and metrics: it holds no secret and no content. */
export interface Delivery {
  /** `conflict`: stored, but not worked on, for its signed id is that of another body. Tell a person. */
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

/** A request as adapters hand it over: nothing of it has been decoded. */
export interface IncomingDelivery {
  readonly method: string;
  readonly headers: HeaderSource;
  /** The raw bytes. Called at most once; rejects when the sender breaks off. */
  readonly readBody: (limits: BodyLimits) => Promise<BodyRead>;
}

/** A webhook endpoint as a fetch handler; `take` is the same for adapters of servers that have none. */
export interface Receiver {
  (request: Request): Promise<Response>;
  readonly take: (delivery: IncomingDelivery) => Promise<Answer>;
}

/**
 * A webhook endpoint: takes a request, answers when the delivery is durable or refused. It runs
 * wherever `Request` and `Response` do, and must be given the raw body: mount it before any middleware
 * that reads one. For other servers there are adapters, `toNodeHandler` and its like.
 *
 * | answer | meaning |
 * | --- | --- |
 * | 202 | stored, with the receipt's id; also an honestly signed body that nobody can read |
 * | 200 | seen before, with the first receipt's id |
 * | 401, 400 | not verified, or stale; the body does not tell which |
 * | 405, 408, 413, 415 | not POST, slower than `bodyTimeoutMs`, over `maxBodyBytes`, compressed |
 * | 503 | not stored: send it again |
 *
 * @throws FixInputError at once when the secrets or the scheme cannot be used; at a request,
 * `webhook_body_read` when something in front of it has read the body.
 *
 * @example
 * const receive = createReceiver({
 *   secrets: [{ id: 'current', value: secret }],
 *   inbox,
 *   jobFor: (event, messageId) => ({ kind: 'webhook', payload: { messageId } }),
 * });
 * app.post('/webhooks/twig', toHonoHandler(receive));
 */
export function createReceiver(options: ReceiverOptions): Receiver {
  const { inbox, jobFor, clock = systemClock, hmac = webHmac, source = 'twig' } = options;
  const { maxBodyBytes = 1024 * 1024, bodyTimeoutMs = 10_000, idPointer } = options;
  const limits = { maxBytes: maxBodyBytes, timeoutMs: bodyTimeoutMs, clock };
  const verify = createVerifier({ ...options, clock, hmac });

  async function take(incoming: IncomingDelivery): Promise<Answer> {
    const receivedAt = clock.now();
    const delivery = { receivedAt, ...(await decide(incoming, receivedAt)) };
    options.onDelivery?.(delivery);
    return answer(delivery.outcome, delivery.messageId);
  }

  async function decide(incoming: IncomingDelivery, receivedAt: number): Promise<Decision> {
    if (incoming.method !== 'POST') return { outcome: 'wrong_method' };
    const encoding = incoming.headers.get('content-encoding') ?? 'identity';
    if (encoding !== 'identity') return { outcome: 'compressed' };

    let body: BodyRead;
    try {
      body = await incoming.readBody(limits);
    } catch (cause) {
      return { outcome: 'unverifiable', reason: 'body_cut_off', cause };
    }
    if (body === 'too_large' || body === 'too_slow') return { outcome: body };

    const verdict = await verify(incoming.headers, body);
    if (!verdict.verified) return { outcome: outcomeOf(verdict.reason), reason: verdict.reason };
    return await store(body, verdict, receivedAt);
  }

  async function store(
    body: Uint8Array,
    verified: Verified,
    receivedAt: number,
  ): Promise<Decision> {
    const parsed = parseEvent(body);
    const event = parsed.readable ? parsed.event : undefined;
    const freshness = judgeFreshness(event?.timestamp, receivedAt, options.freshness);
    const { secretId } = verified;
    const seen = { secretId, event: event?.name, freshness };
    if (freshness === 'stale' || freshness === 'ahead') {
      return { ...seen, outcome: 'refused', reason: freshness };
    }
    try {
      const id = newId('msg');
      const pointed =
        idPointer !== undefined && parsed.readable
          ? pointedText(parsed.envelope, idPointer)
          : undefined;
      const signedId = verified.signedId ?? pointed;
      const key = await dedupeKey(body, signedId, hmac);
      const work: Pick<NewMessage, 'job' | 'deadReason'> = parsed.readable
        ? { job: jobFor(parsed.event, id) }
        : { job: undefined, deadReason: parsed.reason };
      const stored = await inbox.accept({
        ...{ id, source, key, signedId, body, event: event?.name, secretId, receivedAt },
        ...work,
      });
      return {
        ...seen,
        outcome: outcomes[stored.outcome],
        messageId: stored.id,
        reason: work.deadReason,
      };
    } catch (cause) {
      return { ...seen, outcome: 'unavailable', reason: 'not_stored', cause };
    }
  }

  const receive = async (request: Request) => {
    if (request.bodyUsed) throw bodyAlreadyRead('whatever called this receiver');
    const { method, headers } = request;
    const { status, ...told } = await take({
      method,
      headers,
      readBody: (bodyLimits) => readBody(request, bodyLimits),
    });
    return new Response(told.body, { status, headers: told.headers });
  };
  return Object.assign(receive, { take });
}

type Decision = Omit<Delivery, 'receivedAt'>;
type Verified = Pick<Extract<Verdict, { verified: true }>, 'secretId' | 'signedId'>;

const outcomes = { new: 'accepted', seen: 'duplicate', conflict: 'conflict' } as const;

/** What no honest sender sends is not even looked at: 400 instead of 401. */
function outcomeOf(reason: Extract<Verdict, { verified: false }>['reason']): Outcome {
  return reason === 'header_too_long' ||
    reason === 'too_many_signatures' ||
    reason === 'malformed_id'
    ? 'unverifiable'
    : 'refused';
}

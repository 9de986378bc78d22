import type { NewJob } from './queue.ts';

/**
 * Keeps every verified delivery before it is acknowledged.
 *
 * What an implementer owes:
 *
 * 1. `accept` inserts message and job in **one** transaction whose uniqueness on (source, key) is the
 *    only test for duplicates. Check-then-insert lets two equal deliveries through at once.
 * 2. It resolves only when both are durable: the caller answers 202 on it. It rejects when the store
 *    is down, and the caller answers 503.
 * 3. Bytes are kept as they came; nothing here decodes them.
 * 4. A key is kept longer than any sender retries (30 days).
 */
export interface Inbox {
  accept(message: NewMessage): Promise<Accepted>;
  get(id: string): Promise<InboxMessage | undefined>;
  /** Newest first. */
  list(filter?: MessageFilter): AsyncIterable<InboxMessage>;
  settle(id: string, state: 'done' | 'dead', reason?: string): Promise<void>;
}

export interface NewMessage {
  /** Made by the receiver, so that the job's payload can name its message. */
  readonly id: string;
  /** Which endpoint received it: `twig`. */
  readonly source: string;
  /** From signed material only: a signed id, else SHA-256 of the raw body. Never an unsigned header. */
  readonly key: string;
  readonly body: Uint8Array;
  /** Normalised event name; undefined when the body is not readable. */
  readonly event: string | undefined;
  /** Which secret matched, to see when an old one falls idle. */
  readonly secretId: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** Done for this message; undefined dead-letters it at once with `deadReason`. */
  readonly job: NewJob | undefined;
  readonly deadReason?: string;
}

export interface Accepted {
  readonly outcome: 'new' | 'seen';
  /** The id of the stored message; of the first one when it was seen before. */
  readonly id: string;
}

export type MessageState = 'queued' | 'done' | 'dead';

export interface InboxMessage extends Omit<NewMessage, 'job' | 'deadReason'> {
  readonly state: MessageState;
  readonly reason: string | undefined;
}

export interface MessageFilter {
  readonly state?: MessageState;
  readonly event?: string;
  readonly limit?: number;
}

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
 * 4. Of several bodies under one (source, signed id), the first is the message. Each other one is kept as
 *    `conflict`, with `conflictReason` and without its job: somebody has to look. This too is decided by
 *    uniqueness, so that of two at once exactly one is the first.
 * 5. `replay` stores the job, the state `queued` and the record of the replay in one transaction. It
 *    looks at no key, and the message keeps its id and its key.
 * 6. `purge` removes settled messages only; what is `queued` stays, however old. It never holds a lock
 *    for long: many rows are removed in several transactions.
 */
export interface Inbox {
  accept(message: NewMessage): Promise<Accepted>;
  get(id: string): Promise<InboxMessage | undefined>;
  /** In the order in which they were stored, newest first. */
  list(filter?: MessageFilter): AsyncIterable<InboxMessage>;
  settle(id: string, state: 'done' | 'dead', reason?: string): Promise<void>;
  /** Hands a stored message on once more, in whatever state it is. False when there is no such message. */
  replay(id: string, replay: NewReplay): Promise<boolean>;
  /**
   * Forgets what was received before this instant, in epoch milliseconds, and gives how many messages
   * that were. A forgotten key is a new one, so keep them longer than any sender retries:
   * `inboxRetentionMs`.
   */
  purge(before: number): Promise<number>;
  /** How many messages are in each state now. */
  countByState(): Promise<Readonly<Record<MessageState, number>>>;
  /** When a stored message was last signed with this secret, in epoch milliseconds; undefined is never. */
  lastUseOf(secretId: string): Promise<number | undefined>;
}

/** 30 days, in milliseconds: longer than any known sender retries, and than redelivery by hand is offered. */
export const inboxRetentionMs = 30 * 24 * 3_600_000;

export interface NewMessage {
  /** Made by the receiver, so that the job's payload can name its message. */
  readonly id: string;
  /** Which endpoint received it: `twig`. */
  readonly source: string;
  /** From signed material only: a signed id, else SHA-256 of the raw body. Never an unsigned header. */
  readonly key: string;
  /** The delivery's id, where the scheme signs one. */
  readonly signedId?: string | undefined;
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
  /** `conflict`: stored, but its signed id is that of another body. */
  readonly outcome: 'new' | 'seen' | 'conflict';
  /** The id of the stored message; of the first one when it was seen before. */
  readonly id: string;
}

export type MessageState = 'queued' | 'done' | 'dead' | 'conflict';

export interface InboxMessage extends Omit<NewMessage, 'job' | 'deadReason' | 'signedId'> {
  readonly signedId: string | undefined;
  readonly state: MessageState;
  /** Why it is dead or a conflict. */
  readonly reason: string | undefined;
  /** Oldest first. */
  readonly replays: readonly Replay[];
}

/** Who let a message be handled again, and why. */
export interface Replay {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly by: string;
  readonly why: string;
}

export interface NewReplay extends Replay {
  readonly job: NewJob;
}

/** Conditions that all hold; an absent one always holds. */
export interface MessageFilter {
  readonly state?: MessageState | undefined;
  readonly event?: string | undefined;
  readonly key?: string | undefined;
  /** Received then or later, in epoch milliseconds. */
  readonly receivedFrom?: number | undefined;
  /** Received earlier than then, in epoch milliseconds. */
  readonly receivedBefore?: number | undefined;
  /** Default: no limit. */
  readonly limit?: number | undefined;
}

/** The reason of a conflict; `firstId` is the message that had the signed id before. */
export function conflictReason(firstId: string): string {
  return `Its signed id is that of ${firstId}, whose body is another one.`;
}

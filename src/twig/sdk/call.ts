import type { KeyScope } from '#core/scope-limits.ts';
import type { Endpoint, LegacyEndpoint } from './endpoint.ts';
import type { Read } from './from-wire.ts';
import type { Opened } from './open-stream.ts';

/** Options of every call. */
export interface CallOptions {
  /** Ends the call, its waits included, with the signal's reason. */
  readonly signal?: AbortSignal;
  /**
   * How long after its first failure the call may still be tried, in milliseconds. Default: two
   * minutes, 15 for calls that write. Waiting for the scope's budget is not counted.
   */
  readonly deadlineMs?: number;
  /** Writes only: the same key makes a server do the call once. Default: a new one for each call. */
  readonly idempotencyKey?: string;
  /** Told before each request that is really sent, repeated ones included. */
  readonly onRequest?: (request: SentRequest) => void;
}

export interface SentRequest {
  readonly scope: KeyScope;
  /** Of the body. */
  readonly bytes: number;
}

/** One call of the contract, filled in. */
export interface Call {
  readonly endpoint: Endpoint | LegacyEndpoint;
  /** Fills `:id` in the path. */
  readonly id?: string;
  /** Fills `:delivery_id`. */
  readonly deliveryId?: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: CallBody;
  /** From the first byte sent to the last one read, one try. Default 30,000. */
  readonly timeoutMs?: number;
}

export interface CallBody {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly contentEncoding?: string;
}

/**
 * Sends one call whose answer is a stream of events: paced, and retried until the stream begins. A
 * refusal is thrown; what is left is a stream, or the success of a server that does not stream.
 */
export type OpenCall = (call: Call, options?: CallOptions) => Promise<OpenedCall>;

export interface OpenedCall {
  readonly opened: Opened;
  /** For messages: `The answer to POST …`. */
  readonly where: string;
  /** Turns what a server says after the stream began into the error that the call throws. */
  refusal(body: unknown): Error;
}

/** Sends one call of the contract, paced and retried, and reads its answer. */
export type Send = <Value>(call: Call, read: Read<Value>, options?: CallOptions) => Promise<Value>;

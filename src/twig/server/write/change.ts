import type { IdempotencyKey } from '../store/answer-once.ts';

/** What every change by an organisation carries. */
export interface Change {
  readonly organisation: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A change that is made once, however often it is asked for with one key. */
export interface IdempotentChange extends Change {
  readonly idempotencyKey?: IdempotencyKey | undefined;
}

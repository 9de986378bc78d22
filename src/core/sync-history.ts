import type { SyncReport } from './events.ts';

/**
 * What became of the syncs of each source, by the source's name: how fresh it is, and what went wrong.
 *
 * What an implementer owes:
 *
 * 1. `record` is durable when it resolves.
 * 2. Of each source it keeps the newest 100 syncs and, however old, the last good one and the very first
 *    one. It forgets the rest by itself: never more than 500 are left.
 * 3. `markStale` and `markFresh` compare and set in one step: of several workers exactly one is told
 *    true, and gives the alarm.
 */
export interface SyncHistory {
  /** Notes a sync that ended. The same id again replaces what was noted before. */
  record(sync: SyncRecord): Promise<void>;
  /** In the order in which they were recorded, newest first. */
  list(source: string, filter?: SyncRecordFilter): Promise<readonly SyncRecord[]>;
  /** True when the source was not stale before. `since` in epoch milliseconds. */
  markStale(source: string, since: number): Promise<boolean>;
  /** True when the source was stale before. */
  markFresh(source: string): Promise<boolean>;
  /** Since when a source is stale, in epoch milliseconds; undefined when it is not. */
  staleSince(source: string): Promise<number | undefined>;
}

/**
 * - `good`: everything was read and delivered.
 * - `partial`: a document or a scope failed, or a removal is held back; the rest is delivered.
 * - `cut`: its slice of time was over; the next one goes on from there.
 * - `failed`: it ended by an error, or nothing at all could be read. What was delivered before stays.
 */
export type SyncOutcome = 'good' | 'partial' | 'cut' | 'failed';

export interface SyncRecord {
  readonly id: string;
  readonly source: string;
  readonly outcome: SyncOutcome;
  /** Epoch milliseconds. Of a sync in several slices: when the first one began. */
  readonly startedAt: number;
  /** Epoch milliseconds. */
  readonly endedAt: number;
  /** Undefined when it ended by an error. */
  readonly report: SyncReport | undefined;
  /** What a person should know of a sync that is not good. */
  readonly problem: SyncProblem | undefined;
}

export interface SyncProblem {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
}

export interface SyncRecordFilter {
  readonly outcome?: SyncOutcome;
  /** Default 100. */
  readonly limit?: number;
}

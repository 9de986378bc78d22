import type { Traffic } from '#core/destination.ts';
import type { SyncReport } from '#core/events.ts';

type Countable = 'added' | 'updated' | 'deleted' | 'unchanged' | 'skipped' | 'failed' | 'held';
type Counts = Readonly<Record<Countable | 'documents' | 'chunks', number>>;

/** Counts one run. A change counts when it is planned, and is taken back when the destination refuses it. */
export interface Tally {
  count(what: Countable, by?: number): void;
  documents(by: number): void;
  chunks(by: number): void;
  /** Run again: something failed, or a guard stopped a mass delete. */
  incomplete(): void;
  readonly counts: Counts;
  report(traffic: Traffic, seconds: number): SyncReport;
}

export function createTally(): Tally {
  const counts = {
    documents: 0,
    chunks: 0,
    added: 0,
    updated: 0,
    deleted: 0,
    unchanged: 0,
    skipped: 0,
    failed: 0,
    held: 0,
  };
  let complete = true;
  return {
    count(what, by = 1) {
      counts[what] += by;
      if (what === 'failed') complete = false;
    },
    documents(by) {
      counts.documents += by;
    },
    chunks(by) {
      counts.chunks += by;
    },
    incomplete() {
      complete = false;
    },
    counts,
    report: ({ writeCalls, requests, bytes }, seconds) => ({
      ...counts,
      writeCalls,
      requests,
      bytes,
      seconds,
      complete,
    }),
  };
}

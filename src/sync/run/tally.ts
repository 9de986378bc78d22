import type { Traffic } from '#core/destination.ts';
import type { SyncReport } from '#core/events.ts';
import { noCounts, type SyncCounts } from '#core/sync-counts.ts';

type Countable = keyof SyncCounts;
type Counts = Readonly<Record<Countable | 'documents' | 'chunks', number>>;

/** Counts one run. A change counts when it is planned, and is taken back when the destination refuses it. */
export interface Tally {
  count(what: Countable, by?: number): void;
  documents(by: number): void;
  chunks(by: number): void;
  /** A document was loaded without what it shows of this kind. */
  lost(what: string, document: Pick<Loss, 'documentId' | 'title'>): void;
  readonly losses: readonly Loss[];
  /** Run again: something failed, or a guard stopped a mass delete. */
  incomplete(): void;
  readonly counts: Counts;
  report(traffic: Traffic, seconds: number): SyncReport;
}

export interface Loss {
  readonly what: string;
  readonly documentCount: number;
  /** The first one. */
  readonly documentId: string;
  readonly title?: string;
}

/** More kinds are not told apart: whoever names them so is making up names. */
const maxLossKinds = 200;
const otherKinds = 'of more kinds than can be listed';

export function createTally(): Tally {
  const counts = {
    documents: 0,
    chunks: 0,
    ...noCounts,
  };
  let complete = true;
  const losses = new Map<string, Loss>();
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
    lost(named, document) {
      const what = losses.has(named) || losses.size < maxLossKinds ? named : otherKinds;
      const { documentCount, ...first } = losses.get(what) ?? { ...document, documentCount: 0 };
      losses.set(what, { ...first, what, documentCount: documentCount + 1 });
    },
    get losses() {
      return [...losses.values()];
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

import { type Json, type Notebook, StopScopeError } from '#kit';
import type { Waiting } from './frontier.ts';

/**
 * Everything that a crawl learns, in the order in which it learnt it. What the crawl keeps in memory is
 * what comes of these entries, so that reading them again brings a crawl back to any of its marks. The
 * addresses themselves are kept here alone: the entries that add one are the queue of the frontier.
 */
export interface Journal {
  append(entry: JournalEntry): void;
  /** Entries that are not written yet. */
  readonly pendingCount: number;
  /** Segments that are written. They are numbered from 1. */
  readonly segmentCount: number;
  /** Writes what is pending as one segment, with the state that goes with it. */
  flush(state: Json): Promise<void>;
  /**
   * The entries of a segment; of the one behind the last, which is not written yet, a list that grows.
   *
   * @throws StopScopeError `walk_lost`
   */
  entries(segment: number): Promise<readonly JournalEntry[]>;
}

/** Addresses and texts that need no more than to be told apart stand as fingerprints. */
export type JournalEntry =
  | readonly ['waiting', Waiting]
  | readonly ['listed', url: string, lastmod: string | null]
  | readonly ['visited', page: number]
  | readonly ['settled', page: number, text: number, standsForItself: boolean]
  | readonly ['alias', from: string, to: string]
  | readonly ['shown', text: number]
  | readonly ['led', target: number]
  | readonly ['claimed', target: number]
  | readonly ['markdown', url: string, is: 'unclaimed' | 'claimed' | 'taken'];

/** A segment as it is kept. */
export interface Segment {
  readonly entries: readonly JournalEntry[];
  readonly state: Json;
}

export interface JournalStore {
  read(segment: number): Promise<Segment | undefined>;
  write(number: number, segment: Segment): Promise<void>;
}

/** `segmentCount`: how many are there already. */
export function createJournal(store: JournalStore, segmentCount = 0): Journal {
  let pending: JournalEntry[] = [];
  let count = segmentCount;
  return {
    append: (entry) => pending.push(entry),
    get pendingCount() {
      return pending.length;
    },
    get segmentCount() {
      return count;
    },
    async flush(state) {
      const entries = pending;
      // Visits under way may note something while this is written.
      pending = [];
      count += 1;
      await store.write(count, { entries, state });
    },
    async entries(segment) {
      if (segment > count) return pending;
      const found = await store.read(segment);
      if (found) return found.entries;
      throw new StopScopeError('What this crawl had noted of its way is gone.', {
        code: 'walk_lost',
        hint: 'Run the sync again: it starts anew. Nothing was deleted.',
      });
    },
  };
}

/** The segments of one walk in a notebook; `head` is written with each. */
export function segmentsIn(
  notebook: Notebook,
  prefix: string,
  head: () => { readonly key: string; readonly value: Json },
): JournalStore {
  const keyOf = (segment: number) => prefix + String(segment).padStart(8, '0');
  return {
    async read(segment) {
      const value = await notebook.get(keyOf(segment));
      // What is kept under this key was written below.
      return value as unknown as Segment | undefined;
    },
    async write(segment, { entries, state }) {
      const value: Json = { entries: entries.map(asJson), state };
      await notebook.write({ put: [{ key: keyOf(segment), value }, head()] });
    },
  };
}

/** An address that waits has optional properties, of which JSON keeps those that are there. */
function asJson(entry: JournalEntry): Json {
  return entry as unknown as Json;
}

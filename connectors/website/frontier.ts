import { fingerprintOf } from './fingerprint.ts';
import { createFingerprintTable } from './fingerprint-table.ts';
import type { Journal, JournalEntry } from './journal.ts';

/** An address that waits for its turn. */
export interface Waiting {
  readonly url: string;
  /** Clicks from the seed; what a sitemap lists is one away. */
  readonly depth: number;
  /** A sitemap says that it is there: that it is not would be worth telling. */
  readonly listed?: boolean;
  readonly lastmod?: string | undefined;
  /** It was visited and says that it is really this page, which comes before it in the queue. */
  readonly claims?: string;
  /** Its claim to be another page turned out to be false. */
  readonly ignoreCanonical?: boolean;
}

/** An address whose turn it is. */
export interface Turn extends Waiting {
  /** In the queue, from 0. */
  readonly position: number;
}

/**
 * Addresses still to visit, in the order of their discovery: breadth first, the same order on each
 * run. The addresses stand in the journal; what is held here is some 30 bytes for each that was ever
 * added, to know it again. No more than `maxWaiting` wait at once, so that a calendar with a link to
 * every coming day does not go on for ever.
 */
export interface Frontier {
  /** False when the address was met before, or when there is no room for it. */
  add(waiting: Waiting): boolean;
  /** What a sitemap says of an address that may wait already. Of two sitemaps the first counts. */
  note(url: string, lastmod: string | undefined): void;
  /** Puts an address back that was visited before. */
  again(waiting: Waiting): void;
  take(): Promise<Turn | undefined>;
  /** Met before, visited or not. */
  has(url: string): boolean;
  isVisited(url: string): boolean;
  /** From now on it counts as met and visited. */
  visited(url: string): void;
  /** What was in the queue before a position. */
  before(position: number): AsyncGenerator<Waiting>;
  readonly size: number;
  /** True once an address found no room. */
  readonly overflowed: boolean;
  /** Takes in what an earlier run noted. */
  replay(entry: JournalEntry): void;
  /** Where taking begins after a replay. */
  resume(from: { readonly position: number; readonly overflowed: boolean }): Promise<void>;
}

const met = 1;
const visited = 2;
const listed = 4;

export function createFrontier({
  maxWaiting,
  journal,
}: {
  readonly maxWaiting: number;
  readonly journal: Journal;
}): Frontier {
  const states = createFingerprintTable();
  /** Of addresses that waited before a sitemap named them: those that the first page links to. */
  const notes = new Map<string, string | undefined>();
  let added = 0;
  let taken = 0;
  let segment = 1;
  let index = 0;
  let entries: readonly JournalEntry[] | undefined;
  let overflowed = false;

  const admit = ({ url, listed: isListed }: Waiting) => {
    added += 1;
    const page = fingerprintOf(url);
    states.set(page, (states.get(page) & ~visited) | met | (isListed ? listed : 0));
  };
  const push = (waiting: Waiting) => {
    admit(waiting);
    journal.append(['waiting', waiting]);
  };
  const annotate = (url: string, lastmod: string | undefined) => {
    const page = fingerprintOf(url);
    states.set(page, states.get(page) | listed);
    notes.set(url, lastmod);
  };
  const pass = (page: number) => states.set(page, states.get(page) | met | visited);

  /** The next address of the queue, visited or not. */
  const next = async (): Promise<Waiting | undefined> => {
    for (;;) {
      entries ??= await journal.entries(segment);
      for (; index < entries.length; index++) {
        const entry = entries[index];
        if (entry?.[0] !== 'waiting') continue;
        index += 1;
        taken += 1;
        return entry[1];
      }
      // Not written yet: it may still grow.
      if (segment > journal.segmentCount) return undefined;
      segment += 1;
      index = 0;
      entries = undefined;
    }
  };

  return {
    add(waiting) {
      if (states.get(fingerprintOf(waiting.url)) !== 0) return false;
      if (added - taken >= maxWaiting) {
        overflowed = true;
        return false;
      }
      push(waiting);
      return true;
    },
    note(url, lastmod) {
      if ((states.get(fingerprintOf(url)) & (visited | listed)) !== 0) return;
      annotate(url, lastmod);
      journal.append(['listed', url, lastmod ?? null]);
    },
    again: push,
    async take() {
      for (let waiting = await next(); waiting; waiting = await next()) {
        const { url } = waiting;
        const position = taken - 1;
        const isNoted = notes.has(url);
        const lastmod = notes.get(url) ?? waiting.lastmod;
        notes.delete(url);
        // A redirect may have led here in the meantime.
        if ((states.get(fingerprintOf(url)) & visited) !== 0) continue;
        return { ...waiting, position, ...(isNoted && { listed: true, lastmod }) };
      }
      return undefined;
    },
    has: (url) => states.get(fingerprintOf(url)) !== 0,
    isVisited: (url) => (states.get(fingerprintOf(url)) & visited) !== 0,
    visited(url) {
      const page = fingerprintOf(url);
      pass(page);
      journal.append(['visited', page]);
    },
    async *before(position) {
      let left = position;
      for (let number = 1; left > 0 && number <= journal.segmentCount + 1; number++) {
        for (const entry of [...(await journal.entries(number))]) {
          if (entry[0] !== 'waiting') continue;
          if (left === 0) return;
          left -= 1;
          yield entry[1];
        }
      }
    },
    get size() {
      return added - taken;
    },
    get overflowed() {
      return overflowed;
    },
    replay(entry) {
      if (entry[0] === 'waiting') admit(entry[1]);
      else if (entry[0] === 'listed') annotate(entry[1], entry[2] ?? undefined);
      else if (entry[0] === 'visited') pass(entry[1]);
    },
    async resume(from) {
      overflowed = from.overflowed;
      while (taken < from.position && (await next()) !== undefined);
    },
  };
}

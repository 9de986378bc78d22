import { fingerprintOf } from './fingerprint.ts';
import { createFingerprintTable } from './fingerprint-table.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { pagesOfMarkdown } from './llms-txt.ts';

/** Which pages can be had as Markdown. Their address and id stay the page's. */
export interface MarkdownAlternates {
  /** An llms.txt lists it. */
  list(url: string): void;
  /** The Markdown of a page, by what the page says, else by what is listed. It is spoken for then. */
  of(page: string, named: string | undefined): string | undefined;
  has(url: string): boolean;
  /** Nothing is listed: only a page itself can name its Markdown. */
  readonly isEmpty: boolean;
  /** Listed, and no page was found that it belongs to; each is handed out once. */
  takeUnclaimed(): readonly string[];
  /** Takes in what an earlier run noted. */
  replay(entry: JournalEntry): void;
}

/** What an llms.txt lists beyond is cut off. */
const maxListed = 50_000;

export function createMarkdownAlternates(journal: Journal): MarkdownAlternates {
  const byPage = new Map<string, string>();
  const unclaimed = new Set<string>();
  const claimed = createFingerprintTable();
  const set = (url: string, is: 'unclaimed' | 'claimed' | 'taken') => {
    if (is === 'unclaimed') {
      unclaimed.add(url);
      for (const page of pagesOfMarkdown(url)) if (!byPage.has(page)) byPage.set(page, url);
      return;
    }
    unclaimed.delete(url);
    if (is === 'claimed') claimed.set(fingerprintOf(url), 1);
  };
  const note = (url: string, is: 'unclaimed' | 'claimed' | 'taken') => {
    set(url, is);
    journal.append(['markdown', url, is]);
  };
  const isClaimed = (url: string) => claimed.get(fingerprintOf(url)) !== 0;
  return {
    list(url) {
      if (unclaimed.size < maxListed && !unclaimed.has(url) && !isClaimed(url)) {
        note(url, 'unclaimed');
      }
    },
    of(page, named) {
      const found = named ?? byPage.get(page);
      if (found === undefined || found === page) return undefined;
      if (!isClaimed(found)) note(found, 'claimed');
      return found;
    },
    has: (url) => unclaimed.has(url) || isClaimed(url),
    get isEmpty() {
      return byPage.size === 0;
    },
    takeUnclaimed() {
      const left = [...unclaimed];
      for (const url of left) note(url, 'taken');
      return left;
    },
    replay(entry) {
      if (entry[0] === 'markdown') set(entry[1], entry[2]);
    },
  };
}

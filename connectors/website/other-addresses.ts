import type { Journal, JournalEntry } from './journal.ts';

/**
 * Addresses that were found to lead to a page before the page itself was read: they go with its
 * document. Those found later do not: a document is told of once, and says the same in every walk.
 */
export interface OtherAddresses {
  note(from: string, to: string): void;
  /** In the order of the alphabet; forgets them. */
  take(url: string): readonly string[];
  /** Takes in what an earlier run noted. */
  replay(entry: JournalEntry): void;
}

/** A site that makes up addresses must not fill memory, nor a document. */
const most = { pages: 10_000, ofOne: 20 };

export function createOtherAddresses(journal: Journal): OtherAddresses {
  const byPage = new Map<string, Set<string>>();

  /** False when there is nothing new to note. */
  function add(from: string, to: string): boolean {
    const known = byPage.get(to);
    if (from === to || known?.has(from)) return false;
    if (known === undefined ? byPage.size >= most.pages : known.size >= most.ofOne) return false;
    if (known) known.add(from);
    else byPage.set(to, new Set([from]));
    return true;
  }

  return {
    note(from, to) {
      if (add(from, to)) journal.append(['alias', from, to]);
    },
    take(url) {
      const found = [...(byPage.get(url) ?? [])].sort();
      byPage.delete(url);
      return found;
    },
    replay(entry) {
      if (entry[0] === 'alias') add(entry[1], entry[2]);
    },
  };
}

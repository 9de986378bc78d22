import { SkipDocumentError, type SkipReason } from '#kit';
import { fingerprintOf } from './fingerprint.ts';
import { createFingerprintTable } from './fingerprint-table.ts';
import type { Journal, JournalEntry } from './journal.ts';

/** Counts what many addresses share, for a page that stands in for many others is none of them. */
export interface Suspicion {
  /** How many other addresses showed this very text before. Counts this one in. */
  showText(textHash: string): number;
  /** How many other addresses led to this one before. Counts this one in. */
  leadTo(target: string): number;
  /** Takes in what an earlier run noted. */
  replay(entry: JournalEntry): void;
}

export function createSuspicion(journal: Journal): Suspicion {
  const texts = createCount();
  const targets = createCount();
  return {
    showText(textHash) {
      const text = fingerprintOf(textHash);
      journal.append(['shown', text]);
      return texts(text);
    },
    leadTo(target) {
      const page = fingerprintOf(target);
      journal.append(['led', page]);
      return targets(page);
    },
    replay(entry) {
      if (entry[0] === 'shown') texts(entry[1]);
      else if (entry[0] === 'led') targets(entry[1]);
    },
  };
}

/** @returns how often it was called with the same fingerprint before. */
function createCount(): (fingerprint: number) => number {
  const counts = createFingerprintTable();
  return (fingerprint) => {
    const before = counts.get(fingerprint);
    counts.set(fingerprint, before + 1);
    return before;
  };
}

/** From here on pages with one and the same text are not indexed any more. */
export const alikeAtMost = 5;

export const duplicateText: SkipReason = {
  code: 'duplicate',
  message: `more than ${alikeAtMost} addresses show the same text`,
};

export function notBelieved(url: string, code: string, why: string): SkipDocumentError {
  return new SkipDocumentError(`${url} ${why}; what was read of it before is kept.`, {
    code,
    hint: 'Open it in a browser. If the page is meant to be gone, let the site answer 404 or 410.',
  });
}

export function loginRequired(url: string): SkipDocumentError {
  return new SkipDocumentError(`${url} asks for a login now, or leads to a page that does.`, {
    code: 'login_required',
    hint: 'Give the source the headers that let it in, or exclude the page.',
  });
}

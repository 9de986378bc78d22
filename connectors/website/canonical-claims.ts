import { fingerprintOf } from './fingerprint.ts';
import { createFingerprintTable } from './fingerprint-table.ts';
import type { Journal, JournalEntry } from './journal.ts';

/**
 * Weighs what pages say of being really another one, under an address of another path. A template
 * that names the front page on every page would fold the whole site into one: from the third such
 * claim on nobody is believed.
 */
export interface CanonicalClaims {
  /** `wrongly`: this claim is the one that shows that the earlier ones were believed wrongly. */
  weigh(target: string): 'believed' | 'wrongly' | 'not-believed';
  /** False once too many have named this page. */
  isBelievable(target: string): boolean;
  /** Takes in what an earlier run noted. */
  replay(entry: JournalEntry): void;
}

const believedAtMost = 2;

export function createCanonicalClaims(journal: Journal): CanonicalClaims {
  const counts = createFingerprintTable();
  const count = (target: number) => {
    const claims = counts.get(target) + 1;
    counts.set(target, claims);
    return claims;
  };
  return {
    weigh(target) {
      const page = fingerprintOf(target);
      if (counts.get(page) > believedAtMost) return 'not-believed';
      journal.append(['claimed', page]);
      return count(page) > believedAtMost ? 'wrongly' : 'believed';
    },
    isBelievable: (target) => counts.get(fingerprintOf(target)) <= believedAtMost,
    replay(entry) {
      if (entry[0] === 'claimed') count(entry[1]);
    },
  };
}

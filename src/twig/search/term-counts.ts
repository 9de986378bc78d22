import type { Sql } from '#core/sql.ts';
import { matchTerm } from './match-expression.ts';
import type { Term } from './question-terms.ts';

/** In how many passages a term occurs, in an index of so many passages. */
export type CountTerm = (term: Term, passageCount: number) => number;

/** Up to here a term is counted each time, so that what was pushed just now is found. */
const rareCount = 1_500;
/** A common word's count is believed until the index has grown or shrunk by this share. */
const maxDrift = 0.05;
const maxKept = 5_000;

const countAll = 'SELECT count(*) AS count FROM passages WHERE passages MATCH ?';
const countSome = `SELECT count(*) AS count FROM
  (SELECT 1 FROM passages WHERE passages MATCH ? LIMIT ${rareCount})`;

/** Reading the whole posting list of a common word takes milliseconds, and it changes little. */
export function createTermCounts(sql: Sql): CountTerm {
  const kept = new Map<string, { readonly count: number; readonly passageCount: number }>();
  return (term, passageCount) => {
    const match = matchTerm(term);
    const known = kept.get(match);
    if (known && Math.abs(known.passageCount - passageCount) <= maxDrift * known.passageCount) {
      return known.count;
    }
    const some = Number(sql.get(countSome, match)?.count ?? 0);
    if (some < rareCount) {
      kept.delete(match);
      return some;
    }
    const count = Number(sql.get(countAll, match)?.count ?? 0);
    if (kept.size >= maxKept) kept.clear();
    kept.set(match, { count, passageCount });
    return count;
  };
}

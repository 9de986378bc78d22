import type { Sql } from '#core/sql.ts';
import { localEmbedding } from './local-embedding.ts';
import type { Term } from './question-terms.ts';
import { stem } from './stem.ts';

/** A word of the index that stands in for one that the index does not have. */
export interface SimilarWord extends Term {
  /** 0 to 1: how alike both are by their letters. */
  readonly likeness: number;
}

/** A shorter word has too many neighbours that mean something else. */
const minLetters = 4;
/** From so many letters on, two slips are still recognised, below only one. */
const longWord = 8;
const maxSimilar = 2;

// A slip in the first letter is rare, and with it the index would have to be read whole.
const selectWords = 'SELECT term, doc FROM passage_words WHERE term >= ? AND term < ?';

/**
 * The words of the index nearest to one that it does not have: a slip of the pen, or a form that the
 * stemmer does not know. At most one letter is missing, too many, another or swapped with its
 * neighbour, in long words two.
 */
export function similarWords(sql: Sql, term: Term): readonly SimilarWord[] {
  const [word, ...rest] = term.stems;
  if (word === undefined || rest.length > 0 || word.length < minLetters) return [];
  if (!/^\p{L}+$/u.test(word)) return [];
  const maxSlips = word.length < longWord ? 1 : 2;
  const [first = ''] = word;
  const vector = localEmbedding(word);
  return sql
    .all(selectWords, first, `${first}\u{10ffff}`)
    .map((row) => ({ other: String(row.term), found: Number(row.doc) }))
    .filter(({ other }) => slipsBetween(word, other, maxSlips) <= maxSlips)
    .map((row) => ({ ...row, likeness: product(vector, localEmbedding(row.other)) }))
    .sort((a, b) => b.likeness - a.likeness || b.found - a.found)
    .flatMap(({ other, likeness }) => {
      const text = wordWithStem(other);
      return text === undefined ? [] : [{ text, stems: [other], likeness }];
    })
    .slice(0, maxSimilar);
}

const endings = [
  '',
  'e',
  's',
  'y',
  'ed',
  'ing',
  'es',
  'ion',
  'ions',
  'al',
  'ment',
  'ness',
] as const;

/** Some word that the index would stem to this; the index takes words, not stems. */
function wordWithStem(wanted: string): string | undefined {
  const candidates = endings.map((ending) => wanted + ending);
  if (wanted.endsWith('i')) candidates.push(`${wanted.slice(0, -1)}y`);
  return candidates.find((candidate) => stem(candidate) === wanted);
}

/**
 * How many letters must be added, dropped, changed or swapped with their neighbour to get from one word
 * to the other; more than `most` is told as `most + 1`.
 */
function slipsBetween(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row];
    for (let at = 1; at <= other.length; at += 1) {
      const same = one[row - 1] === other[at - 1];
      let least = Math.min(
        (last[at] ?? 0) + 1,
        (next[at - 1] ?? 0) + 1,
        (last[at - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1];
      if (row > 1 && at > 1 && swapped) least = Math.min(least, (beforeLast[at - 2] ?? 0) + 1);
      next.push(least);
    }
    if (Math.min(...next) > most) return most + 1;
    [beforeLast, last] = [last, next];
  }
  return last[other.length] ?? most + 1;
}

function product(one: Float32Array, other: Float32Array): number {
  return Math.max(
    0,
    one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0),
  );
}

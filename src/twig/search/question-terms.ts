import { indexable, stemsOf } from './words.ts';

/** One thing to look for: a word, or an identifier such as `max_connections`, which is a phrase. */
export interface Term {
  /** As FTS5 should tokenize it; letters, digits, marks and the joints of an identifier only. */
  readonly text: string;
  readonly stems: readonly string[];
}

export interface Question {
  /** What is asked for. */
  readonly terms: readonly Term[];
  /** The words around them, which say how it is asked; they rank passages, but prove nothing. */
  readonly others: readonly Term[];
  /** Neighbouring words written as one: a manual says `rollback` where a reader says `roll back`. */
  readonly compounds: readonly Compound[];
}

export interface Compound {
  readonly term: Term;
  /** Positions in `terms` of the two words it stands for. */
  readonly parts: readonly [number, number];
}

/** Words that say how something is asked, not what. */
const functionWords = new Set(
  `a about all am an and any are as at be been being but by can could did do does doing for from had
  has have having he her here him his how i if in into is it its just like me my of on or our out own
  please she should so some such tell than that the their them then there these they this those
  through to too very via was way we were what when where which while who whom why will with would
  you your`.split(/\s+/),
);

export function isFunctionWord(word: string): boolean {
  return functionWords.has(word.toLowerCase());
}

/** More would make one question expensive without making it clearer. */
const maxTerms = 32;

/**
 * What a question asks for. Function words are set apart, unless there is nothing else. Everything
 * that could be FTS5 syntax goes.
 */
export function questionTerms(question: string): Question {
  const cache = new Map<string, string>();
  const words =
    indexable(question)
      .replace(/[’‘]/g, "'")
      .match(/[\p{L}\p{N}\p{M}]+(?:[_.'-][\p{L}\p{N}\p{M}]+)*/gu) ?? [];
  const distinct = [...new Map(words.map((word) => [word.toLowerCase(), word])).values()];
  const telling = distinct.filter((word) => !isFunctionWord(word));
  const toTerms = (texts: readonly string[]) =>
    texts
      .slice(0, maxTerms)
      .map((text) => ({ text, stems: stemsOf(text, cache) }))
      .filter((term) => term.stems.length > 0);
  const terms = toTerms(telling.length > 0 ? telling : distinct);
  const others = telling.length > 0 ? toTerms(distinct.filter(isFunctionWord)) : [];
  return { terms, others, compounds: compoundsOf(words, terms, cache) };
}

function compoundsOf(
  words: readonly string[],
  terms: readonly Term[],
  cache: Map<string, string>,
): readonly Compound[] {
  const positionOf = new Map(terms.map((term, index) => [term.text.toLowerCase(), index]));
  const found: Compound[] = [];
  for (let index = 1; index < words.length; index += 1) {
    const [before, after] = [words[index - 1] ?? '', words[index] ?? ''];
    const parts = [positionOf.get(before.toLowerCase()), positionOf.get(after.toLowerCase())];
    if (parts[0] === undefined || parts[1] === undefined || !/^[a-z]{2,}$/i.test(before)) continue;
    if (!/^[a-z]{2,}$/i.test(after)) continue;
    const text = before + after;
    found.push({ term: { text, stems: stemsOf(text, cache) }, parts: [parts[0], parts[1]] });
  }
  return found;
}

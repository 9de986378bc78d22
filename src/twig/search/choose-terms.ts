import type { Sql } from '#core/sql.ts';
import { inverseFrequency } from './bm25.ts';
import type { Compound, Question, Term } from './question-terms.ts';
import { similarWords } from './similar-words.ts';
import { type CountTerm, createTermCounts } from './term-counts.ts';

/** A term with what it is worth: the rarer, the more. */
export interface WeighedTerm extends Term {
  readonly weight: number;
}

export interface WeighedCompound extends Compound {
  readonly weight: number;
}

export interface ChosenTerms {
  /** All terms of the question: what a passage is judged by. */
  readonly terms: readonly WeighedTerm[];
  readonly compounds: readonly WeighedCompound[];
  /**
   * What brings a passage into the list, with BM25's weight: the terms, compounds too, and in place of a
   * term that occurs nowhere words that look like it.
   */
  readonly finding: readonly WeighedTerm[];
  /** What only helps to order it: function words, with BM25's weight. */
  readonly ordering: readonly WeighedTerm[];
  /** The rarer of both, which are looked up: nearly every passage worth ranking has one of them. */
  readonly lookedUp: readonly Term[];
  /** No more passages than this have one of `lookedUp`. */
  readonly maxMatches: number;
}

/**
 * How many passages may be ranked by the index. The commonest words of a question multiply them, and
 * hardly ever bring a passage among the best that no rarer word brings.
 */
const enoughMatches = 20_000;
/** Looking for similar words takes some milliseconds each. */
const maxCorrected = 4;
/** Fewer terms would leave too much to one rare word. */
const minLookedUp = 2;

/** @param passageCount of the whole index, whoever owns its parts */
export function chooseTerms(
  sql: Sql,
  question: Question,
  passageCount: number,
  countTerm: CountTerm = createTermCounts(sql),
): ChosenTerms {
  const counted = (term: Term) => ({ term, found: countTerm(term, passageCount) });
  const writtenApart = ({ parts }: Compound) => {
    const texts = parts.map((part) => question.terms[part]?.text ?? '');
    return countTerm({ text: texts.join(' '), stems: [] }, passageCount);
  };
  const terms = question.terms.map(counted);
  const others = question.others.map(counted);
  const compounds = question.compounds
    .map((compound) => ({ compound, ...counted(compound.term) }))
    .filter(({ found }) => found > 0);
  const joined = compounds.filter(({ compound, found }) => found > writtenApart(compound));
  const total = Math.max(passageCount, 1, ...[...terms, ...others].map(({ found }) => found));
  const unknown = terms.filter(({ found }) => found === 0).slice(0, maxCorrected);
  const similar = unknown.flatMap(({ term }) =>
    similarWords(sql, term).map((word) => ({ ...counted(word), likeness: word.likeness })),
  );
  const known = [...terms, ...joined].map((one) => ({ ...one, likeness: 1 }));
  const finding = [...known, ...similar].filter(({ found }) => found > 0);
  return {
    terms: terms.map(({ term, found }) => ({ ...term, weight: evidence(found, total) })),
    compounds: compounds.map(({ compound, found }) => ({
      ...compound,
      weight: evidence(found, total),
    })),
    finding: finding.map(({ term, found, likeness }) => ({
      ...term,
      weight: likeness * inverseFrequency(found, total),
    })),
    ordering: others.map(({ term, found }) => ({
      ...term,
      weight: inverseFrequency(found, total),
    })),
    ...rarestOf(finding, others),
  };
}

interface CountedTerm {
  readonly term: Term;
  readonly found: number;
}

/** A rare function word is looked up too: with a common term it can make the better passage. */
function rarestOf(
  finding: readonly CountedTerm[],
  others: readonly CountedTerm[],
): Pick<ChosenTerms, 'lookedUp' | 'maxMatches'> {
  const [rarest, ...rest] = finding.toSorted(rarestFirst);
  if (!rarest) return { lookedUp: [], maxMatches: 0 };
  const lookedUp = [rarest.term];
  let maxMatches = rarest.found;
  for (const { term, found } of [...rest, ...others].sort(rarestFirst)) {
    if (lookedUp.length >= minLookedUp && maxMatches + found > enoughMatches) break;
    if (found === 0) continue;
    lookedUp.push(term);
    maxMatches += found;
  }
  return { lookedUp, maxMatches };
}

function rarestFirst(one: CountedTerm, other: CountedTerm): number {
  return one.found - other.found;
}

/** An inverse document frequency that is never below a little: a common word is evidence too. */
function evidence(found: number, total: number): number {
  return Math.max(0.05, Math.log(1 + (total - found + 0.5) / (found + 0.5)));
}

import type { Sql } from '#core/sql.ts';
import { inverseFrequency } from './bm25.ts';
import type { Compound, Question, Term } from './question-terms.ts';
import { type SimilarWord, similarWords } from './similar-words.ts';
import { type CountTerm, createTermCounts } from './term-counts.ts';

/** A term with what it is worth: the rarer, the more. */
export interface WeighedTerm extends Term {
  readonly weight: number;
}

export interface WeighedCompound extends Compound {
  readonly weight: number;
}

/** A word of the index in place of one that it does not have. */
export interface StandIn extends SimilarWord {
  /** Position in `terms` of the word it stands for. */
  readonly part: number;
}

export interface ChosenTerms {
  /** All terms of the question: what a passage is judged by. */
  readonly terms: readonly WeighedTerm[];
  readonly compounds: readonly WeighedCompound[];
  readonly standIns: readonly StandIn[];
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

/** How common the words of a question are. */
interface CountedQuestion {
  readonly terms: readonly CountedTerm[];
  readonly others: readonly CountedTerm[];
  readonly compounds: readonly (CountedTerm & { readonly compound: Compound })[];
  /** Of passages. */
  readonly total: number;
}

/**
 * What each term of a question is worth, and nothing to search by: it costs less than `chooseTerms`.
 *
 * @param passageCount of the whole index, whoever owns its parts
 */
export function weighTerms(
  sql: Sql,
  question: Question,
  passageCount: number,
  countTerm: CountTerm = createTermCounts(sql),
): Pick<ChosenTerms, 'terms' | 'compounds'> {
  return weigh(countQuestion(question, passageCount, countTerm));
}

/** @param passageCount of the whole index, whoever owns its parts */
export function chooseTerms(
  sql: Sql,
  question: Question,
  passageCount: number,
  countTerm: CountTerm = createTermCounts(sql),
): ChosenTerms {
  const count = (term: Term) => countTerm(term, passageCount);
  const counted = countQuestion(question, passageCount, countTerm);
  const { terms, others, compounds, total } = counted;
  const writtenApart = ({ parts }: Compound) =>
    count({ text: parts.map((part) => question.terms[part]?.text ?? '').join(' '), stems: [] });
  const joined = compounds.filter(({ compound, found }) => found > writtenApart(compound));
  const unknown = [...terms.keys()].filter((part) => terms[part]?.found === 0);
  const standIns = unknown.slice(0, maxCorrected).flatMap((part) => {
    const missing = question.terms[part];
    return missing ? similarWords(sql, missing).map((word) => ({ ...word, part })) : [];
  });
  const similar = standIns.map((word) => ({
    term: word,
    found: count(word),
    likeness: word.likeness,
  }));
  const known = [...terms, ...joined].map((one) => ({ ...one, likeness: 1 }));
  const finding = [...known, ...similar].filter(({ found }) => found > 0);
  return {
    ...weigh(counted),
    standIns,
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

function countQuestion(
  question: Question,
  passageCount: number,
  countTerm: CountTerm,
): CountedQuestion {
  const counted = (term: Term) => ({ term, found: countTerm(term, passageCount) });
  const terms = question.terms.map(counted);
  const others = question.others.map(counted);
  const compounds = question.compounds
    .map((compound) => ({ compound, ...counted(compound.term) }))
    .filter(({ found }) => found > 0);
  const total = Math.max(passageCount, 1, ...[...terms, ...others].map(({ found }) => found));
  return { terms, others, compounds, total };
}

function weigh({ terms, compounds, total }: CountedQuestion) {
  return {
    terms: terms.map(({ term, found }) => ({ ...term, weight: evidence(found, total) })),
    compounds: compounds.map(({ compound, found }) => ({
      ...compound,
      weight: evidence(found, total),
    })),
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

import type { Sql } from '#core/sql.ts';
import { matchTerm } from './match-expression.ts';
import type { Compound, Question, Term } from './question-terms.ts';

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
  /** The rarest that occur at all: passages with all of them come first. */
  readonly rarest: readonly WeighedTerm[];
  /** Of these, those rare enough that every passage with any of them can be ranked. */
  readonly either: readonly Term[];
}

/** Reading the whole posting list of a common word costs more than knowing how common it is. */
const maxCounted = 4_000;
/** Every further common word multiplies the rows that have to be ranked and hardly changes the best ten. */
const maxLookedUp = 5;
/** With so many rare words in a question, the common ones only order what the rare ones found. */
const enoughRare = 2;

const countMatches = `SELECT count(*) AS count FROM
  (SELECT 1 FROM passages WHERE passages MATCH ? LIMIT ${maxCounted})`;

export function chooseTerms(sql: Sql, question: Question, passageCount: number): ChosenTerms {
  const count = (term: Term) => Number(sql.get(countMatches, matchTerm(term))?.count ?? 0);
  const counted = question.terms.map((term) => ({ term, found: count(term) }));
  const total = Math.max(passageCount, ...counted.map(({ found }) => found), 1);
  const terms = counted.map(({ term, found }) => ({ ...term, weight: weightOf(found, total) }));
  const compounds = question.compounds
    .map((compound) => ({ compound, found: count(compound.term) }))
    .filter(({ found }) => found > 0)
    .map(({ compound, found }) => ({ ...compound, weight: weightOf(found, total) }));
  const occurring = terms.map((term, index) => ({ term, found: counted[index]?.found ?? 0 }));
  const rarest = occurring
    .filter(({ found }) => found > 0)
    .sort((a, b) => a.found - b.found || b.term.text.length - a.term.text.length)
    .slice(0, maxLookedUp);
  const rare = rarest.filter(({ found }) => found < maxCounted);
  const either = (rare.length >= enoughRare ? rare : rarest).map(({ term }) => term);
  return {
    terms,
    compounds,
    rarest: rarest.map(({ term }) => term),
    either: [...either, ...compounds.map(({ term }) => term)],
  };
}

/** The inverse document frequency of BM25, never below a little. */
function weightOf(found: number, total: number): number {
  return Math.max(0.05, Math.log(1 + (total - found + 0.5) / (found + 0.5)));
}

import { bm25Share, fieldWeights } from './bm25.ts';
import type { Candidate } from './candidate.ts';
import type { ChosenTerms, WeighedTerm } from './choose-terms.ts';
import {
  type FieldWords,
  lengthOf,
  type PassageWords,
  readPassageWords,
  startsOf,
} from './passage-words.ts';

export interface ScoredCandidate extends Candidate {
  /** 0 to 1, comparable between questions: how much of what was asked the passage is about. */
  readonly score: number;
}

/** A candidate with both readings of its words. */
export interface WeighedCandidate extends ScoredCandidate {
  /**
   * BM25 with all words of the question, as the index would give it; 0 where nothing but function words
   * is shared.
   */
  readonly bm25: number;
}

export interface ScoreOptions {
  /** Words of the average passage of the index. */
  readonly averageLength: number;
  /** Word -> stem; filled, and best kept from question to question. */
  readonly cache: Map<string, string>;
}

/** What each kind of evidence may add; together 1. */
const shares = { coverage: 0.45, naming: 0.25, frequency: 0.2, nearness: 0.1 } as const;
/** What a passage's own heading says more than its document's title, which all its passages share. */
const ownHeading = 0.4;
/** Two words this many apart still belong together (`roll it back`). */
const nearDistance = 3;

/**
 * Reads the words of candidates. Pure: same candidates, same scores. `bm25` says which passages are
 * worth showing at all; `score`, which of these a reader would look at first:
 *
 * - coverage: how much of the question's weight occurs in the passage, its headings or its title;
 * - naming: how much of it occurs in headings and title, and how much of them it is;
 * - frequency: BM25, saturating;
 * - nearness: neighbours in the question that are neighbours in the passage.
 */
export function scoreCandidates(
  candidates: readonly Candidate[],
  chosen: ChosenTerms,
  { averageLength, cache }: ScoreOptions,
): readonly WeighedCandidate[] {
  const total = sum(chosen.terms.map((term) => term.weight)) || 1;
  return candidates.map((candidate) => {
    const words = readPassageWords(candidate, cache);
    const bm25 = bm25Of(words, chosen, averageLength);
    return { ...candidate, bm25, score: evidenceOf(words, chosen, bm25, total) };
  });
}

function bm25Of(
  words: PassageWords,
  { finding, ordering }: ChosenTerms,
  averageLength: number,
): number {
  const relativeLength = lengthOf(words) / averageLength;
  const shareOf = (terms: readonly WeighedTerm[]) =>
    sum(
      terms.map(({ stems, weight }) => {
        const count = (field: FieldWords) => startsOf(stems, field).length;
        const frequency =
          fieldWeights.title * count(words.title) +
          fieldWeights.headings * (count(words.heading) + count(words.above)) +
          fieldWeights.text * count(words.text);
        return bm25Share(weight, frequency, relativeLength);
      }),
    );
  const found = shareOf(finding);
  return found === 0 ? 0 : found + shareOf(ordering);
}

function evidenceOf(
  { title, heading, above, text }: PassageWords,
  chosen: ChosenTerms,
  bm25: number,
  total: number,
): number {
  const inText = found(chosen, [text]);
  const inNames = found(chosen, [title, heading, above]);
  const coverage = weightOf(
    chosen.terms,
    inText.map((here, index) => Math.max(here, inNames[index] ?? 0)),
  );
  const [byTitle, byHeading] = [namingOf(title, chosen, total), namingOf(heading, chosen, total)];
  const naming = ownHeading * byHeading + (1 - ownHeading) * Math.max(byTitle, byHeading);
  return round(
    shares.coverage * (coverage / total) +
      shares.naming * naming +
      shares.frequency * (bm25 / (bm25 + total)) +
      shares.nearness * nearnessOf(chosen.terms, text),
  );
}

/**
 * The harmonic mean of how much of the question is in the name and how much of the name is asked for.
 * Numbers in a name are mostly its section number.
 */
function namingOf(name: FieldWords, chosen: ChosenTerms, total: number): number {
  const share = weightOf(chosen.terms, found(chosen, [name])) / total;
  const asked = new Set([
    ...chosen.terms.flatMap((term) => term.stems),
    ...chosen.compounds.flatMap((compound) => compound.term.stems),
    ...chosen.standIns.flatMap((word) => word.stems),
  ]);
  const telling = name.stems.filter((word) => asked.has(word) || !/^\d+$/.test(word));
  if (telling.length === 0) return 0;
  const precision = telling.filter((word) => asked.has(word)).length / telling.length;
  return share + precision === 0 ? 0 : (2 * share * precision) / (share + precision);
}

/**
 * Per term, 1 when it occurs in one of the fields, else 0. A compound counts for both of its words, a
 * stand-in as much as it is like the word.
 */
function found(chosen: ChosenTerms, fields: readonly FieldWords[]): number[] {
  const occurs = (stems: readonly string[]) =>
    fields.some((field) => startsOf(stems, field).length > 0);
  const present = chosen.terms.map((term) => Number(occurs(term.stems)));
  for (const { term, parts } of chosen.compounds) {
    if (!occurs(term.stems)) continue;
    for (const part of parts) present[part] = 1;
  }
  for (const { stems, part, likeness } of chosen.standIns) {
    if (occurs(stems)) present[part] = Math.max(likeness, present[part] ?? 0);
  }
  return present;
}

function nearnessOf(terms: readonly WeighedTerm[], text: FieldWords): number {
  if (terms.length < 2) return 0;
  let near = 0;
  for (let index = 1; index < terms.length; index += 1) {
    const before = startsOf(terms[index - 1]?.stems ?? [], text);
    const after = startsOf(terms[index]?.stems ?? [], text);
    if (anyWithin(before, after)) near += 1;
  }
  return near / (terms.length - 1);
}

/** Both lists ascend. */
function anyWithin(some: readonly number[], others: readonly number[]): boolean {
  let index = 0;
  for (const place of some) {
    while ((others[index] ?? Number.POSITIVE_INFINITY) < place - nearDistance) index += 1;
    const other = others[index];
    if (other !== undefined && other <= place + nearDistance) return true;
  }
  return false;
}

function weightOf(terms: readonly WeighedTerm[], present: readonly number[]): number {
  return sum(terms.map((term, index) => (present[index] ?? 0) * term.weight));
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function round(score: number): number {
  return Math.round(Math.min(1, Math.max(0, score)) * 10_000) / 10_000;
}

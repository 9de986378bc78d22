import type { ChosenTerms, WeighedTerm } from './choose-terms.ts';
import type { Candidate } from './find-candidates.ts';
import { stemsOf } from './words.ts';

export interface ScoredCandidate extends Candidate {
  /** 0 to 1, comparable between questions: how much of what was asked the passage is about. */
  readonly score: number;
}

/** What each kind of evidence may add; together 1. */
const shares = { coverage: 0.45, naming: 0.25, frequency: 0.2, nearness: 0.1 } as const;
/** What a passage's own heading says more than its document's title, which all its passages share. */
const ownHeading = 0.4;
/** Two words this many apart still belong together (`roll it back`). */
const nearDistance = 3;

/**
 * Orders candidates by what a reader would look at. Pure: same candidates, same order.
 *
 * - coverage: how much of the question's weight occurs in the passage, its headings or its title;
 * - naming: how much of it occurs in headings and title, and how much of them it is;
 * - frequency: BM25, saturating;
 * - nearness: neighbours in the question that are neighbours in the passage.
 */
export function scoreCandidates(
  candidates: readonly Candidate[],
  chosen: ChosenTerms,
): readonly ScoredCandidate[] {
  const cache = new Map<string, string>();
  const total = sum(chosen.terms.map((term) => term.weight));
  return candidates
    .map((candidate) => ({ ...candidate, score: scoreOf(candidate, chosen, total, cache) }))
    .sort((a, b) => b.score - a.score || b.bm25 - a.bm25 || a.key - b.key);
}

function scoreOf(
  candidate: Candidate,
  chosen: ChosenTerms,
  total: number,
  cache: Map<string, string>,
): number {
  const own = candidate.headings.at(-1) ?? '';
  const text = placesOf(stemsOf(candidate.text, cache));
  const names = [candidate.title, own].map((name) => stemsOf(name, cache));
  const above = stemsOf(candidate.headings.slice(0, -1).join(' '), cache);
  const named = found(chosen, placesOf([...names.flat()]));
  const present = found(chosen, text).map(
    (here, index) =>
      here || named[index] === true || found(chosen, placesOf(above))[index] === true,
  );
  const coverage = weightOf(chosen.terms, present) / total;
  const [title = 0, heading = 0] = names.map((name) => namingOf(name, chosen, total));
  const naming = ownHeading * heading + (1 - ownHeading) * Math.max(title, heading);
  const frequency = candidate.bm25 / (candidate.bm25 + total);
  return round(
    shares.coverage * coverage +
      shares.naming * naming +
      shares.frequency * Math.max(0, frequency) +
      shares.nearness * nearnessOf(chosen.terms, text),
  );
}

/**
 * The harmonic mean of how much of the question is in the name and how much of the name is asked for.
 * Numbers in a name are mostly its section number.
 */
function namingOf(name: readonly string[], chosen: ChosenTerms, total: number): number {
  const places = placesOf(name);
  const share = weightOf(chosen.terms, found(chosen, places)) / total;
  const asked = new Set([
    ...chosen.terms.flatMap((term) => term.stems),
    ...chosen.compounds.flatMap((compound) => compound.term.stems),
  ]);
  const telling = name.filter((word) => asked.has(word) || !/^\d+$/.test(word));
  if (telling.length === 0) return 0;
  const precision = telling.filter((word) => asked.has(word)).length / telling.length;
  return share + precision === 0 ? 0 : (2 * share * precision) / (share + precision);
}

type Places = ReadonlyMap<string, readonly number[]>;

function placesOf(stems: readonly string[]): Places {
  const places = new Map<string, number[]>();
  stems.forEach((word, index) => {
    const known = places.get(word);
    if (known) known.push(index);
    else places.set(word, [index]);
  });
  return places;
}

/** Per term, whether it occurs; a compound that occurs counts for both of its words. */
function found(chosen: ChosenTerms, places: Places): boolean[] {
  const present = chosen.terms.map((term) => startsOf(term.stems, places).length > 0);
  for (const { term, parts } of chosen.compounds) {
    if (startsOf(term.stems, places).length === 0) continue;
    for (const part of parts) present[part] = true;
  }
  return present;
}

/** Where the words occur one after the other. */
function startsOf(stems: readonly string[], places: Places): readonly number[] {
  const [first, ...rest] = stems;
  if (first === undefined) return [];
  const starts = places.get(first) ?? [];
  if (rest.length === 0) return starts;
  return starts.filter((start) =>
    rest.every((word, offset) => places.get(word)?.includes(start + offset + 1)),
  );
}

function nearnessOf(terms: readonly WeighedTerm[], places: Places): number {
  if (terms.length < 2) return 0;
  let near = 0;
  for (let index = 1; index < terms.length; index += 1) {
    const before = startsOf(terms[index - 1]?.stems ?? [], places);
    const after = startsOf(terms[index]?.stems ?? [], places);
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

function weightOf(terms: readonly WeighedTerm[], present: readonly boolean[]): number {
  return sum(terms.map((term, index) => (present[index] ? term.weight : 0)));
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function round(score: number): number {
  return Math.round(Math.min(1, Math.max(0, score)) * 10_000) / 10_000;
}

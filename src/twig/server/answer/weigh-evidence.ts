import { stemsOf } from '#twig/search/words.ts';
import type { FoundPassage } from './passage.ts';
import { splitSentences } from './split-sentences.ts';
import type { WeighedQuestion } from './weigh-question.ts';

/** What one passage has to say to a question. */
export interface Evidence {
  readonly passage: FoundPassage;
  /** The neighbouring sentences that hold most of what was asked. */
  readonly excerpt: readonly string[];
  /** 0 to 1: how much of the question's weight they hold, with the passage's own heading and title. */
  readonly focus: number;
  /** 0 to 1: how much of the question's weight stands near its neighbours in the question. */
  readonly nearness: number;
  /** Whether the question's subject is among them. */
  readonly hasSubject: boolean;
}

/** Farther apart, words of the question are mostly about different things. */
const maxSentences = 3;
/** What another sentence must bring to an excerpt. */
const sentenceCost = 0.03;

/** What a table row, a line of code or half a sentence loses against a sentence. */
const fragmentCost = 0.05;

/** Words so many apart still belong together: about a short sentence. */
const nearDistance = 8;
/** What nearness is worth beside focus. */
const nearnessShare = 0.3;
/** What an excerpt must be worth to be taken for an answer. */
const enough = 0.6;
/** The same when the question's subject is missing. */
const enoughWithoutSubject = 0.67;

/** How well an excerpt answers the question, as far as words can tell; 0 to 1. */
export function strengthOf({ focus, nearness }: Evidence): number {
  return (1 - nearnessShare) * focus + nearnessShare * nearness;
}

/**
 * Whether an excerpt is taken for an answer: it holds most of what was asked, in words that belong
 * together. Set on questions about other documents than those it is proven on, see docs/answers.md.
 */
export function isEnough(evidence: Evidence): boolean {
  if (evidence.excerpt.length === 0) return false;
  return strengthOf(evidence) >= (evidence.hasSubject ? enough : enoughWithoutSubject);
}

/**
 * Looks for the place in a passage that holds most of what was asked. Pure.
 *
 * @param cache word -> stem; filled, and best shared by the passages of one question
 */
export function weighEvidence(
  passage: FoundPassage,
  question: WeighedQuestion,
  cache: Map<string, string> = new Map(),
): Evidence {
  const total = sum(question.terms.map(({ weight }) => weight)) || 1;
  const presentIn = (text: string) => present(question, stemsOf(text, cache));
  const share = (here: readonly boolean[]) =>
    sum(question.terms.map(({ weight }, index) => (here[index] ? weight : 0))) / total;

  const own = passage.headings.at(-1) ?? '';
  const names = either(presentIn(passage.title), presentIn(own));
  const sentences = splitSentences(passage.text)
    .filter((text) => !isNameOf(text, [own, passage.title]))
    .map((text) => ({ text, here: presentIn(text), cost: isWhole(text) ? 0 : fragmentCost }));

  let best = { start: 0, end: 0 };
  let bestHere = names;
  let bestWorth = Number.NEGATIVE_INFINITY;
  for (let start = 0; start < sentences.length; start += 1) {
    let here: readonly boolean[] = question.terms.map(() => false);
    let cost = -sentenceCost;
    for (let end = start; end < Math.min(sentences.length, start + maxSentences); end += 1) {
      here = either(here, sentences[end]?.here ?? []);
      cost += sentenceCost + (sentences[end]?.cost ?? 0);
      const withNames = either(here, names);
      // The words by themselves decide between excerpts that the same heading makes equal.
      const worth = share(withNames) + 0.1 * share(here) - cost;
      if (worth <= bestWorth) continue;
      bestWorth = worth;
      bestHere = withNames;
      best = { start, end: end + 1 };
    }
  }
  const excerpt = whole(sentences, best);
  return {
    passage,
    excerpt,
    focus: share(bestHere),
    nearness: nearnessOf(question, stemsOf([passage.title, own, ...excerpt].join('\n'), cache)),
    hasSubject: bestHere[question.subject] === true,
  };
}

/** The excerpt, with what its last sentence announces. */
function whole(
  sentences: readonly { readonly text: string }[],
  { start, end }: { readonly start: number; readonly end: number },
): readonly string[] {
  const announces = sentences[end - 1]?.text.endsWith(':') === true;
  return sentences.slice(start, announces ? end + 1 : end).map(({ text }) => text);
}

/** A heading says where an answer stands, and is none. Its number may be missing in the text. */
function isNameOf(text: string, names: readonly string[]): boolean {
  return names.some((name) => name === text || name.replace(/^[\p{L}\d.]*\d\.? /u, '') === text);
}

function isWhole(text: string): boolean {
  return /[.!?:。！？][)"'”’\]]*$/.test(text) && !text.startsWith('|');
}

/** Of neighbours in the question, how many are neighbours in the text, by the lighter of their weights. */
function nearnessOf(
  { terms, compounds, pairs }: WeighedQuestion,
  stems: readonly string[],
): number {
  if (pairs.length === 0) return 1;
  const placesOf = (words: readonly string[]) =>
    stems.flatMap((_, at) =>
      words.every((stem, offset) => stems[at + offset] === stem) ? [at] : [],
    );
  const places = terms.map((term) => placesOf(term.stems));
  const joined = compounds
    .filter(({ term }) => placesOf(term.stems).length > 0)
    .map(({ parts }) => parts[0]);
  let near = 0;
  let total = 0;
  for (const [first, second] of pairs) {
    const weight = Math.min(terms[first]?.weight ?? 0, terms[second]?.weight ?? 0);
    total += weight;
    const meet = places[first]?.some((one) =>
      places[second]?.some((other) => Math.abs(one - other) <= nearDistance),
    );
    if (meet || joined.includes(first)) near += weight;
  }
  return near / (total || 1);
}

/** Per term, whether it occurs; a compound that occurs counts for both of its words. */
function present({ terms, compounds }: WeighedQuestion, stems: readonly string[]): boolean[] {
  const text = ` ${stems.join(' ')} `;
  const has = (words: readonly string[]) => text.includes(` ${words.join(' ')} `);
  const here = terms.map((term) => has(term.stems));
  for (const { term, parts } of compounds) {
    if (has(term.stems)) for (const part of parts) here[part] = true;
  }
  return here;
}

function either(some: readonly boolean[], others: readonly boolean[]): readonly boolean[] {
  return some.map((value, index) => value || others[index] === true);
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

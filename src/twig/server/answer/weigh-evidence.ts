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
  /** Whether the question's subject is among them. */
  readonly hasSubject: boolean;
}

/** Farther apart, words of the question are mostly about different things. */
const maxSentences = 3;
/** What another sentence must bring to an excerpt. */
const sentenceCost = 0.03;

/** What a table row, a line of code or half a sentence loses against a sentence. */
const fragmentCost = 0.05;

/** What of a question an excerpt must hold to be taken for an answer. */
const enoughFocus = 0.6;
/** The same when its subject is missing. */
const enoughWithoutSubject = 0.7;

/**
 * Whether an excerpt answers the question, as far as words can tell: it holds most of what was asked.
 * Set on questions about other manuals than the one it is proven on, see docs/answers.md.
 */
export function isEnough({ focus, hasSubject, excerpt }: Evidence): boolean {
  if (excerpt.length === 0) return false;
  return focus >= (hasSubject ? enoughFocus : enoughWithoutSubject);
}

/** Looks for the place in a passage that holds most of what was asked. Pure. */
export function weighEvidence(passage: FoundPassage, question: WeighedQuestion): Evidence {
  const cache = new Map<string, string>();
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
  return {
    passage,
    excerpt: whole(sentences, best),
    focus: share(bestHere),
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

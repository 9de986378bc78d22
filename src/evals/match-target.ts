import { slug } from 'github-slugger';
import type { Passage } from '#core/retriever.ts';
import { fragmentOf, normaliseAnchor, normalisePath, normaliseUrl } from './document-address.ts';
import { foldWords } from './fold-words.ts';
import type { Target } from './suite.ts';

/** `unjudged`: the server tells too little about the passage to say. Never counted as a loss. */
export type Match = 'match' | 'no_match' | 'unjudged';

type Answer = 'yes' | 'no' | 'unknown';

/**
 * Whether a passage is what a target asks for. A section contains its subsections: a passage counts
 * when its own anchor is the target's, or when a heading above it, or one that it holds, has the
 * target's anchor by GitHub's rule. (A heading with an anchor of its own making is known only from
 * `heading`.)
 */
export function matchTarget(passage: Passage, target: Target): Match {
  const document = isDocument(passage, target);
  if (document === 'no') return 'no_match';

  const namesSection = target.anchor !== undefined || target.heading !== undefined;
  if (namesSection) {
    const section = isSection(passage, target);
    if (section === 'no') return 'no_match';
    if (section === 'yes' && document === 'yes') return 'match';
  }
  if (target.quote !== undefined) return quotes(passage.text, target.quote) ? 'match' : 'no_match';
  return !namesSection && document === 'yes' ? 'match' : 'unjudged';
}

/**
 * Whether a passage is of the document that a target names. A title decides only where neither path
 * nor URL can be compared: several documents may share one.
 */
export function isDocument(passage: Passage, target: Target): Answer {
  const compared: boolean[] = [];
  if (target.path !== undefined && passage.path !== undefined) {
    compared.push(normalisePath(target.path) === normalisePath(passage.path));
  }
  if (target.url !== undefined && passage.url !== undefined) {
    compared.push(normaliseUrl(target.url) === normaliseUrl(passage.url));
  }
  if (compared.length === 0 && target.title !== undefined && passage.documentTitle !== '') {
    compared.push(foldWords(target.title) === foldWords(passage.documentTitle));
  }
  if (compared.length === 0) return 'unknown';
  return compared.includes(true) ? 'yes' : 'no';
}

function isSection(passage: Passage, target: Target): Answer {
  const anchor =
    passage.anchor ?? (passage.url === undefined ? undefined : fragmentOf(passage.url));
  const { headings } = passage;
  if (anchor !== undefined && target.anchor !== undefined) {
    if (normaliseAnchor(anchor) === normaliseAnchor(target.anchor)) return 'yes';
  }
  // Its own anchor speaks for the innermost heading: of two headings "Options", one has `options`,
  // the other `options-1`, and both have the slug `options`.
  const bySlug = anchor === undefined ? headings : headings?.slice(0, -1);
  if (bySlug?.some((heading) => isHeading(heading, { anchor: target.anchor }))) return 'yes';
  if (headings?.some((heading) => isHeading(heading, { heading: target.heading }))) return 'yes';
  // A chunk of several small sections bears the name of their parent, and holds their headings.
  const own = anchor === undefined ? undefined : headings?.at(-1);
  const held = headingLines(passage.text).filter((heading) => heading !== own);
  if (held.some((heading) => isHeading(heading, target))) return 'yes';
  if (headings !== undefined) return 'no';
  return anchor !== undefined && target.heading === undefined ? 'no' : 'unknown';
}

function isHeading(heading: string, target: Pick<Target, 'anchor' | 'heading'>): boolean {
  if (target.heading !== undefined && foldWords(heading) === foldWords(target.heading)) return true;
  return target.anchor !== undefined && slug(heading) === normaliseAnchor(target.anchor);
}

/** Headings in Markdown, and short lines that stand alone, as headings do in text made of HTML. */
function headingLines(text: string): readonly string[] {
  const marked = /^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*$/gm;
  const alone = /(?<=^|\n\n)([^\n|]{1,120})(?=\n\n)/g;
  return [...text.matchAll(marked), ...text.matchAll(alone)].map((found) => found[1] ?? '');
}

/**
 * Whether a text has the quoted words. A quote that was cut where a chunk ends counts in the chunk
 * that has at least half of its words.
 */
function quotes(text: string, quote: string): boolean {
  const haystack = foldWords(text);
  const needle = foldWords(quote);
  if (needle === '') return false;
  if (` ${haystack} `.includes(` ${needle} `)) return true;
  const words = needle.split(' ');
  const half = Math.max(3, Math.ceil(words.length / 2));
  for (let count = words.length - 1; count >= half; count -= 1) {
    if (` ${haystack}`.endsWith(` ${words.slice(0, count).join(' ')}`)) return true;
    if (`${haystack} `.startsWith(`${words.slice(-count).join(' ')} `)) return true;
  }
  return false;
}

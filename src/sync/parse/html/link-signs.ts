import { attribute, type HtmlTag } from './html-node.ts';
import type { VisibleNode } from './visible-node.ts';
import { wordsBelow } from './words-below.ts';

/** Where links lead that show the source of what is documented. */
const sourcePath = /(?:^|[/_])(?:_?src|sources?|_modules|-?\/blob)(?:\/|\.html)/;
const sourceWords = /^\[?(?:view )?(?:source|src)(?: code)?\]?$/i;
/** What links say that lead back to the beginning of the page. */
const backWords = /^[\s↑⇧▲^]*(?:back to )?top[\s↑⇧▲]*$/i;
const letter = /[\p{L}\p{N}]/u;

/** Relations and keys of links to the page before, after, above, and to the lists of all pages. */
const turns: ReadonlySet<string> = new Set(
  'next prev previous up start home contents index'.split(' '),
);
const turnKeys: ReadonlySet<string> = new Set(['n', 'p', 'u', 'h']);

/** What a fold is opened with says nothing of what is in it. */
const controlWords = /^(?:Show|Hide|Expand|Collapse|Toggle)(?: \S+){0,2}$/;
const maxControlSize = 40;

/** Whether a link that leads there may be a button rather than text; the cheap half of `isSignLink`. */
export function mayBeSign(href: string): boolean {
  return href.startsWith('#') || href.startsWith('javascript:') || sourcePath.test(href);
}

/** Whether a link only turns the page back to its top, folds a part of it, or shows its source. */
export function isSignLink(href: string, words: string): boolean {
  if (href.startsWith('#')) return backWords.test(words);
  if (href.startsWith('javascript:')) return words !== '' && !letter.test(words);
  return sourceWords.test(words);
}

/** Whether a link says of itself that it turns to another page of the same book. */
export function isTurnLink(link: HtmlTag): boolean {
  const relations = attribute(link, 'rel')?.toLowerCase().split(/\s+/) ?? [];
  const key = attribute(link, 'accesskey')?.toLowerCase();
  return relations.some((name) => turns.has(name)) || (key !== undefined && turnKeys.has(key));
}

/** Whether the label of a fold only tells to open it. */
export function isControlLabel(summary: VisibleNode): boolean {
  return summary.size <= maxControlSize && controlWords.test(wordsBelow(summary));
}

/** Whether all there is of an element is the sign over which something else appears. */
export function isHoverMark({ children }: VisibleNode): boolean {
  return children.some(({ data }) => data?.trim() === 'ⓘ');
}

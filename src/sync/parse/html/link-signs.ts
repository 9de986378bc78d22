import { attribute, type HtmlTag } from './html-node.ts';
import type { VisibleNode } from './visible-node.ts';
import { wordsBelow } from './words-below.ts';

/** Where links lead that show the source of what is documented. */
const sourcePath = /(?:^|[/_])(?:_?src|sources?|_modules|-?\/blob)(?:\/|\.html)/;
const sourceWords = /^\[?(?:view )?(?:source|src)(?: code)?\]?$/i;
/** What links say that lead back to the beginning of the page. */
const backWords = /^[\s↑⇧▲^]*(?:back to )?top[\s↑⇧▲]*$/i;
/** What links say that lead to where they stand. */
const permalink = /^[#¶§◆⚓☍🔗]$/u;
const letter = /[\p{L}\p{N}]/u;

/** Relations and keys of links to the page before, after, above, and to the lists of all pages. */
const turns: ReadonlySet<string> = new Set(
  'next prev previous up start home contents index'.split(' '),
);
const turnKeys: ReadonlySet<string> = new Set(['n', 'p', 'u', 'h']);

/** What a fold is opened with says nothing of what is in it. */
const controlWords = /^(?:Show|Hide|Expand|Collapse|Toggle)(?: [\p{Ll}\d]\S*){0,2}$/u;
const maxControlSize = 40;
/** What a link right after code does with it. */
const codeWords = /^(?:run|copy|edit|play|try(?: it)?)$/i;
const maxCodeWordSize = 5;

/** Whether a link that leads there may be a button rather than text; the cheap half of `signOf`. */
export function mayBeSign(href: string): boolean {
  return href.startsWith('#') || href.startsWith('javascript:') || sourcePath.test(href);
}

/**
 * What a link is that is no text: it names the place where it stands, or it is a button that turns the
 * page back to its top, folds a part of it, or shows its source.
 */
export function signOf(href: string, words: string): 'permalink' | 'button' | undefined {
  if (href.startsWith('#')) {
    if (href.length > 1 && permalink.test(words)) return 'permalink';
    return backWords.test(words) ? 'button' : undefined;
  }
  const isFold = href.startsWith('javascript:');
  const isButton = isFold ? words !== '' && !letter.test(words) : sourceWords.test(words);
  return isButton ? 'button' : undefined;
}

/** Whether a link says of itself that it turns to another page of the same book. */
export function isTurnLink(link: HtmlTag): boolean {
  const relations = attribute(link, 'rel');
  const key = attribute(link, 'accesskey');
  if (key !== undefined && turnKeys.has(key.toLowerCase())) return true;
  return (
    relations
      ?.toLowerCase()
      .split(/\s+/)
      .some((name) => turns.has(name)) === true
  );
}

/** Whether the label of a fold only tells to open it. */
export function isControlLabel(summary: VisibleNode): boolean {
  return summary.size <= maxControlSize && controlWords.test(wordsBelow(summary));
}

/** Whether a link after code runs or copies it. */
export function isCodeButton(node: VisibleNode): boolean {
  if (node.name !== 'a' || node.size === 0 || node.size > maxCodeWordSize) return false;
  return codeWords.test(wordsBelow(node));
}

/** Whether all there is of an element is the sign over which something else appears. */
export function isHoverMark({ children }: VisibleNode): boolean {
  return children.some(({ data }) => data?.trim() === 'ⓘ');
}

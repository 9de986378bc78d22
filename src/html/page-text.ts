import type { HtmlPage } from '#core/html-page.ts';
import { foldWhite } from '#util/fold-white.ts';

/** Elements whose text nobody sees. */
const silent: ReadonlySet<string> = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'title',
  'svg',
]);

/**
 * All of a page's text, menus and all, in one line: what tells one page from another. Words on both
 * sides of an element's end are kept apart; where one word is split, it always is.
 */
export function pageText(page: HtmlPage): string {
  const { names, kinds, ends, firsts, values } = page;
  const isSilent = names.map((name) => silent.has(name));
  let text = '';
  /** Where the elements end that are open, the innermost last. */
  const open: number[] = [];
  let innermost = kinds.length;
  for (let at = 1; at < kinds.length; at++) {
    if (innermost <= at) {
      text += ' ';
      while (innermost <= at) innermost = open.pop() ?? kinds.length;
    }
    const kind = kinds[at] ?? 0;
    if (kind === 0) text += values[firsts[at] ?? 0] ?? '';
    else {
      open.push(innermost);
      innermost = ends[at] ?? at + 1;
      if (isSilent[kind] === true) at = innermost - 1;
    }
  }
  return foldWhite(text);
}

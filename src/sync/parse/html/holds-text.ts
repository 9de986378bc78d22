import type { HtmlPage } from '#core/html-page.ts';
import { nodeEnd, nodeName } from '#html/page-reader.ts';

/** Smaller parts of a page, in elements and texts, are not looked at twice. */
const minPageShare = 0.2;
/** Boxes around a text have fewer paragraphs. */
const minParagraphs = 3;

/**
 * Whether most paragraphs of a page lie in an element. Then it is no box beside the text, whatever
 * its name says: the name means the layout, or the page never closes the box.
 */
export function createHoldsText(page: HtmlPage): (at: number) => boolean {
  let before: Int32Array | undefined;
  return (at) => {
    const end = nodeEnd(page, at);
    if (end - at < minPageShare * page.kinds.length) return false;
    before ??= paragraphsBefore(page);
    const count = (before[end] ?? 0) - (before[at] ?? 0);
    return count >= minParagraphs && 2 * count > (before.at(-1) ?? 0);
  };
}

/** For each node, and for the end of the page, how many paragraphs begin before it. */
function paragraphsBefore(page: HtmlPage): Int32Array {
  const counts = new Int32Array(page.kinds.length + 1);
  for (let at = 0; at < page.kinds.length; at++) {
    counts[at + 1] = (counts[at] ?? 0) + (nodeName(page, at) === 'p' ? 1 : 0);
  }
  return counts;
}

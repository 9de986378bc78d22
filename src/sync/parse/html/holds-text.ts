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
  let pageCount: number | undefined;
  return (at) => {
    if (nodeEnd(page, at) - at < minPageShare * page.kinds.length) return false;
    pageCount ??= paragraphsIn(page, 0);
    const count = paragraphsIn(page, at);
    return count >= minParagraphs && 2 * count > pageCount;
  };
}

function paragraphsIn(page: HtmlPage, at: number): number {
  let count = 0;
  const end = nodeEnd(page, at);
  for (let below = at + 1; below < end; below++) if (nodeName(page, below) === 'p') count++;
  return count;
}

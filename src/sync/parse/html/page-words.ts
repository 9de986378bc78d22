import type { HtmlPage } from '#core/html-page.ts';
import { nodeAttributes, nodeEnd, nodeName, nodeText } from '#html/page-reader.ts';
import { foldWhite } from '#util/fold-white.ts';
import { isHidden } from './hidden.ts';

/** The texts in a node that are not hidden, in order, however deep they lie. */
export function textsIn(page: HtmlPage, at: number): readonly string[] {
  const found: string[] = [];
  const end = nodeEnd(page, at);
  for (let below = at + 1; below < end; ) {
    const name = nodeName(page, below);
    if (name === '') found.push(nodeText(page, below));
    const hidden = name !== '' && isHidden({ name, attribs: nodeAttributes(page, below) });
    below = hidden ? nodeEnd(page, below) : below + 1;
  }
  return found;
}

/** All words in a node in one line. */
export function wordsIn(page: HtmlPage, at: number): string {
  return foldWhite(textsIn(page, at).join(' '));
}

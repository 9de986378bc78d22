import { isHidden } from './hidden.ts';
import { childrenOf, type HtmlNode } from './html-node.ts';

const space: HtmlNode = { type: 'text', data: ' ' };

/** The text nodes below a node that are not hidden, kept apart by spaces, however deep they lie. */
export function leavesBelow(node: HtmlNode): readonly HtmlNode[] {
  const found: HtmlNode[] = [];
  const waiting: HtmlNode[] = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.type === 'text') found.push(next, space);
    else if (next === node || !isHidden(next)) {
      const children = childrenOf(next);
      for (let at = children.length - 1; at >= 0; at--) {
        const child = children[at];
        if (child !== undefined) waiting.push(child);
      }
    }
  }
  return found;
}

/** All words below a node in one line. */
export function wordsBelow(node: HtmlNode): string {
  return leavesBelow(node)
    .map((leaf) => leaf.data ?? '')
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

import type { ScoredContent } from './score-content.ts';
import type { VisibleNode } from './visible-tree.ts';

/** Lists and boxes with a larger share of their characters in links are menus and teasers. */
const maxLinkShare = 0.6;

/** The content without the boxes in it that stand beside the text. */
export function pruneArticle(node: VisibleNode, content: ScoredContent): VisibleNode {
  return {
    ...node,
    children: node.children
      .filter((child) => child.type === 'text' || !isBeside(child, content))
      .map((child) => (child.type === 'text' ? child : pruneArticle(child, content))),
  };
}

const boxes: ReadonlySet<string> = new Set(
  'div ul ol section figure table dl center form'.split(' '),
);

function isBeside(node: VisibleNode, content: ScoredContent): boolean {
  if (content.isSide(node)) return true;
  if (node.name === 'figcaption') return true;
  return (
    boxes.has(node.name ?? '') &&
    node.prose === 0 &&
    node.size > 0 &&
    node.linkSize > maxLinkShare * node.size
  );
}

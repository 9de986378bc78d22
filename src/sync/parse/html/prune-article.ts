import { isAsideLine } from './aside-lines.ts';
import type { ScoredContent } from './score-content.ts';
import type { VisibleNode } from './visible-tree.ts';

/** Boxes with a larger share of their characters in links are menus and teasers. */
const maxLinkShare = 0.9;

const boxes: ReadonlySet<string> = new Set('div section figure center form'.split(' '));
const lines: ReadonlySet<string> = new Set('p div h2 h3 h4 h5 h6 li section'.split(' '));

/** The content without the boxes in it whose names say that they stand beside the text. */
export function withoutSideBoxes(node: VisibleNode, content: ScoredContent): VisibleNode {
  const children = node.children.flatMap((child) => {
    if (child.type === 'text' || child.size === 0) return [child];
    return content.isSide(child) ? [] : [withoutSideBoxes(child, content)];
  });
  return { ...node, children };
}

/** The content without the boxes and lines in it that stand beside the text. */
export function pruneArticle(node: VisibleNode, content: ScoredContent): VisibleNode {
  const children = node.children.flatMap((child) => {
    if (child.type === 'text' || child.size === 0) return [child];
    return isBeside(child, content) ? [] : [pruneArticle(child, content)];
  });
  return { ...node, children };
}

function isBeside(node: VisibleNode, content: ScoredContent): boolean {
  const name = node.name ?? '';
  if (content.isSide(node) || name === 'figcaption') return true;
  if (boxes.has(name) && isMenu(node)) return true;
  return lines.has(name) && isAsideLine(node);
}

/** At least two links and next to nothing else; a single one may be what the text is about. */
function isMenu(node: VisibleNode): boolean {
  return (
    node.prose === 0 && node.linkSize > maxLinkShare * node.size && hasLinks(node, { left: 2 })
  );
}

function hasLinks(node: VisibleNode, count: { left: number }): boolean {
  for (const child of node.children) {
    if (child.name === 'a') count.left--;
    if (count.left <= 0 || hasLinks(child, count)) return true;
  }
  return false;
}

import { isAsideLine } from './aside-lines.ts';
import { findBelow } from './find-below.ts';
import type { ScoredContent } from './score-content.ts';
import { namesSideLine } from './side-words.ts';
import type { VisibleNode } from './visible-node.ts';

/** Boxes with a larger share of their characters in links are menus and teasers. */
const maxLinkShare = 0.9;
/** What follows a line such as "Related:" belongs to it when this share of it is links. */
const minListLinkShare = 0.5;
/** A larger part of an article is not its head, and no teaser either. */
const maxPartShare = 0.3;

const boxes: ReadonlySet<string> = new Set('div section figure center form'.split(' '));
const lines: ReadonlySet<string> = new Set('p div h2 h3 h4 h5 h6 li section'.split(' '));
const lists: ReadonlySet<string> = new Set('ul ol div'.split(' '));
/** What a teaser is built of; a heading that is a link may be one of the article's own. */
const cardParts: ReadonlySet<string> = new Set('p div ul section article figcaption'.split(' '));

/** The content without the boxes in it whose names say that they stand beside the text. */
export function withoutSideBoxes(node: VisibleNode, content: ScoredContent): VisibleNode {
  const children = node.children.flatMap((child) => {
    if (child.type === 'text' || child.size === 0) return [child];
    return content.isSide(child) ? [] : [withoutSideBoxes(child, content)];
  });
  return { ...node, children };
}

/**
 * The article without what stands beside its text: boxes and lines, the list that such a line
 * announces, teasers, what its head has apart from the title, and captions. What an image says for
 * those who cannot see it stays: it may be all there is of a diagram.
 */
export function pruneArticle(article: VisibleNode, content: ScoredContent): VisibleNode {
  const maxPartSize = maxPartShare * article.size;
  return pruned(article);

  function pruned(node: VisibleNode): VisibleNode {
    let isAnnounced = false;
    const children = node.children.flatMap((child) => {
      if (child.type === 'text') {
        if (child.size > 0) isAnnounced = false;
        return [child];
      }
      if (child.size === 0) return [child];
      if (isAnnounced && isLinkList(child)) return [];
      isAnnounced = isPointer(child);
      if (isAnnounced || isBeside(child, content)) return [];
      if (child.size > maxPartSize) return [pruned(child)];
      if (isCard(child)) return [];
      return [pruned(child.name === 'header' ? titleOf(child) : child)];
    });
    return { ...node, children };
  }
}

function isBeside(node: VisibleNode, content: ScoredContent): boolean {
  const name = node.name ?? '';
  if (content.isSide(node) || namesSideLine(node) || name === 'figcaption') return true;
  return boxes.has(name) && isMenu(node);
}

function isPointer(node: VisibleNode): boolean {
  return lines.has(node.name ?? '') && isAsideLine(node);
}

function isLinkList(node: VisibleNode): boolean {
  return lists.has(node.name ?? '') && node.linkSize >= minListLinkShare * node.size;
}

/** A link around a whole box shows another page. */
function isCard(node: VisibleNode): boolean {
  return (
    node.name === 'a' &&
    node.linkSize > maxLinkShare * node.size &&
    findBelow(node, ({ name }) => cardParts.has(name ?? '')) !== undefined
  );
}

/** The head of an article repeats it in short; without a title it is something else. */
function titleOf(header: VisibleNode): VisibleNode {
  const title = titleBelow(header);
  return title === undefined ? header : { ...header, children: [title] };
}

function titleBelow(node: VisibleNode): VisibleNode | undefined {
  for (const child of node.children) {
    const title = child.name === 'h1' && child.size > 0 ? child : titleBelow(child);
    if (title !== undefined) return title;
  }
  return undefined;
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

import {
  articleContainers,
  type Container,
  documentContainers,
  isContainer,
} from './content-containers.ts';
import { pruneArticle } from './prune-article.ts';
import { scoreContent } from './score-content.ts';
import { createSideWords } from './side-words.ts';
import type { VisibleNode } from './visible-tree.ts';

/** A marked element with less than this share of what can be had is a teaser, not the content. */
const minShare = 0.3;
const minArticleShare = 0.5;

/**
 * The part of a page that is worth reading. What a generator of documentation marks as its text is
 * taken whole; so is what little a page without menus has. Any other page is searched for the element
 * with the most running text, and the boxes in between are left out.
 */
export function mainContent(page: VisibleNode): VisibleNode {
  const body = firstOf(page, (node) => node.name === 'body') ?? page;
  const known = documentContainers
    .map((container) => only(body, container))
    .find((node) => node !== undefined && node.size >= minShare * body.size);
  if (known !== undefined) return withTitle(known, body);
  const content = scoreContent(body, createSideWords());
  let chosen = content.best.node;
  const marked = articleContainers
    .flatMap((container) => all(body, (node) => isContainer(node, container)))
    .find((node) => (content.scores.get(node)?.prose ?? 0) >= minArticleShare * content.best.prose);
  if (marked !== undefined) chosen = marked;
  return withTitle(pruneArticle(chosen, content), body, chosen);
}

function only(body: VisibleNode, container: Container): VisibleNode | undefined {
  const found = all(body, (node) => isContainer(node, container));
  return found.length === 1 ? found[0] : undefined;
}

/** The page's title often stands above the element that holds its text. */
function withTitle(content: VisibleNode, body: VisibleNode, place = content): VisibleNode {
  if (firstOf(content, isTitle) !== undefined) return content;
  const title = titleBefore(body, place);
  return title === undefined
    ? content
    : { ...content, name: 'div', children: [title, ...content.children] };
}

function isTitle(node: VisibleNode): boolean {
  return node.name === 'h1' && node.size > 0;
}

/** The last `h1` before a node that is more than a link, such as a logo. */
function titleBefore(body: VisibleNode, place: VisibleNode): VisibleNode | undefined {
  let title: VisibleNode | undefined;
  const reached = (node: VisibleNode): boolean => {
    if (node === place) return true;
    if (isTitle(node) && node.linkSize < node.size) title = node;
    return node.children.some(reached);
  };
  reached(body);
  return title;
}

function firstOf(
  node: VisibleNode,
  accepts: (node: VisibleNode) => boolean,
): VisibleNode | undefined {
  for (const child of node.children) {
    if (accepts(child)) return child;
    const found = firstOf(child, accepts);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Matching elements; nothing inside a match. */
function all(node: VisibleNode, accepts: (node: VisibleNode) => boolean): readonly VisibleNode[] {
  const found: VisibleNode[] = [];
  const visit = (parent: VisibleNode) => {
    for (const child of parent.children) {
      if (accepts(child)) found.push(child);
      else visit(child);
    }
  };
  visit(node);
  return found;
}

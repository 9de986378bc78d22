import { attribute, childrenOf, classesOf, type HtmlNode } from './html-node.ts';
import { isDropped } from './visibility.ts';

/** The part of a page that is worth reading when the page does not say which one is. */
const knownIds: ReadonlySet<string> = new Set(['main-content', 'content', 'main', 'bodyContent']);
const knownClasses: ReadonlySet<string> = new Set([
  'markdown-body',
  'md-content',
  'theme-doc-markdown',
  'vp-doc',
  'sl-markdown-content',
]);

/** A candidate with less than this share of the page's words is a teaser, not the content. */
const minShare = 0.3;

/**
 * The element that holds the page's main content, by structure: what says `main`, else a single
 * `article`, else an element with a customary id or class, else the whole body.
 */
export function mainContent(root: HtmlNode): HtmlNode {
  const body = first(root, (node) => node.name === 'body') ?? root;
  const tests: readonly ((node: HtmlNode) => boolean)[] = [
    (node) => node.name === 'main' || attribute(node, 'role') === 'main',
    (node) => node.name === 'article',
    (node) => knownIds.has(attribute(node, 'id') ?? ''),
    (node) => classesOf(node).some((name) => knownClasses.has(name)),
  ];
  const total = wordLength(body);
  for (const accepts of tests) {
    const found = all(body, accepts);
    const only = found.length === 1 ? found[0] : undefined;
    if (only && wordLength(only) >= minShare * total) return narrowed(only);
  }
  return body;
}

/** `main` often holds one `article` beside breadcrumbs and pagers. */
function narrowed(main: HtmlNode): HtmlNode {
  const articles = main.name === 'article' ? [] : all(main, (node) => node.name === 'article');
  const only = articles.length === 1 ? articles[0] : undefined;
  return only && wordLength(only) >= 0.8 * wordLength(main) ? only : main;
}

function first(node: HtmlNode, accepts: (node: HtmlNode) => boolean): HtmlNode | undefined {
  return all(node, accepts)[0];
}

/** Matching elements that are visible; nothing inside a match. */
function all(node: HtmlNode, accepts: (node: HtmlNode) => boolean): readonly HtmlNode[] {
  const found: HtmlNode[] = [];
  const visit = (parent: HtmlNode) => {
    for (const child of childrenOf(parent)) {
      if (child.name === undefined || isDropped(child)) continue;
      if (accepts(child)) found.push(child);
      else visit(child);
    }
  };
  visit(node);
  return found;
}

function wordLength(node: HtmlNode): number {
  if (node.data !== undefined && node.type === 'text') return node.data.trim().length;
  let sum = 0;
  for (const child of childrenOf(node)) if (!isDropped(child)) sum += wordLength(child);
  return sum;
}

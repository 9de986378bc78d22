import { articleContainers, documentContainers, documentGenerator } from './content-containers.ts';
import { findContainers, indexContainers } from './find-containers.ts';
import { pruneArticle, withoutSideBoxes } from './prune-article.ts';
import { withoutRepeatedImages } from './repeated-images.ts';
import { type ScoredContent, scoreContent } from './score-content.ts';
import { createSideWords } from './side-words.ts';
import { trimEnds } from './trim-ends.ts';
import type { VisibleNode } from './visible-node.ts';
import { wordsBelow } from './words-below.ts';

const documents = indexContainers(documentContainers);
const articles = indexContainers(articleContainers);

/** A marked element with less than this share of what can be had is a teaser, not the content. */
const minShare = 0.3;
const minArticleShare = 0.5;
const minBodyShare = 0.9;
/** With less running text than this, a page is an index, a form or a few lines: nothing to search for. */
const minProse = 140;
const minProseShare = 0.3;
/** Fewer headings that can be linked to may be anything. */
const minHeadings = 3;
/** An element with fewer of the places that can be linked to is not all of a reference page. */
const minTargetShare = 0.9;
/** With more of its characters in links, what stands around them is a menu. */
const maxHeadLinkShare = 0.5;
/** What stands before a title, in shares of the whole, for the title to be one. */
const maxBeforeTitle = 0.2;

/**
 * The part of a page that is worth reading. What a generator of documentation marks as its text is
 * taken whole. Any other page is searched for the element with the most running text, and the boxes
 * in between that stand beside the text are left out; a page without running text is taken whole.
 */
export function mainContent(
  page: VisibleNode,
  options: {
    readonly generators: readonly string[];
    /** What the page is called in its head. */
    readonly title: string | undefined;
    readonly isDiscussion: boolean;
  },
): VisibleNode {
  const { title } = options;
  const named = firstOf(page, (node) => node.name === 'body') ?? page;
  // What is written outside its body belongs to a page as well.
  const body = named.size >= minBodyShare * page.size ? named : page;
  const containers = findContainers(body, documents);
  const known = documentContainers
    .map((container) => containers.get(container) ?? [])
    .find((found) => found.length === 1 && (found[0]?.size ?? 0) >= minShare * body.size)?.[0];
  if (known !== undefined) return withTitle(known, { body, title });
  const stage = narrowed(body, options);
  if (options.generators.some((name) => documentGenerator.test(name)))
    return withTitle(stage, { body, title });
  const isReference = isDocument(stage);
  const content = scoreContent(stage, createSideWords({ ...options, isReference }));
  const found = marked(stage, content) ?? running(stage, content, stage !== body);
  const chosen = isReference ? widened(found, stage, content) : found;
  if (chosen === undefined || (chosen === body && content.isPlain)) {
    return withTitle(stage, { body, title });
  }
  if (stage !== body && isReference) {
    return withTitle(withoutSideBoxes(stage, content), { body, title });
  }
  return withTitle(withoutFurniture(chosen, content, options), { body, title, place: chosen });
}

/** In a discussion anything may be a title, and the last post ends as it likes. */
function withoutFurniture(
  chosen: VisibleNode,
  content: ScoredContent,
  { isDiscussion }: { readonly isDiscussion: boolean },
): VisibleNode {
  if (isDiscussion) return withoutRepeatedImages(pruneArticle(chosen, content), chosen);
  if (isDocument(chosen)) return withoutSideBoxes(chosen, content);
  return withoutRepeatedImages(trimEnds(pruneArticle(fromTitle(chosen), content)), chosen);
}

/** Headings and terms that can be linked to are the mark of documentation: nobody else needs them. */
function isDocument(node: VisibleNode): boolean {
  return linkTargets(node).length >= minHeadings;
}

/**
 * Headings and terms with a place of their own: an id, an anchor in them, around them or right before
 * them. What else has a permalink is counted by it.
 */
function linkTargets(
  node: VisibleNode,
  isLeftOut: (node: VisibleNode) => boolean = () => false,
): readonly VisibleNode[] {
  const found: VisibleNode[] = [];
  const visit = (parent: VisibleNode) => {
    let before: VisibleNode | undefined;
    for (const child of parent.children) {
      if (child.type === 'text') {
        if (child.size > 0) before = undefined;
        continue;
      }
      if (isLeftOut(child)) continue;
      if (isPermalink(child)) found.push(child);
      else if (!/^(?:h[2-4]|dt)$/.test(child.name ?? '')) visit(child);
      else if (isLinkable(child) || isPlace(parent) || (before !== undefined && isPlace(before))) {
        found.push(child);
      }
      before = child;
    }
  };
  visit(node);
  return found;
}

function isLinkable(heading: VisibleNode): boolean {
  return heading.attribs?.id !== undefined || firstOf(heading, isPlace) !== undefined;
}

/** Of permalinks, the tree keeps where they lead. */
function isPermalink({ name, children, attribs }: VisibleNode): boolean {
  return name === 'a' && children.length === 0 && /^#./.test(attribs?.href ?? '');
}

function isPlace({ name, attribs }: VisibleNode): boolean {
  return name === 'a' && (attribs?.id ?? attribs?.name) !== undefined;
}

/** An article begins with its title; what stands before it in the same element is a picture or a date. */
function fromTitle(node: VisibleNode): VisibleNode {
  const path = new Set<VisibleNode>();
  const leads = (parent: VisibleNode): boolean =>
    parent.children.some((child) => {
      if (!isTitle(child) && !leads(child)) return false;
      path.add(child);
      return true;
    });
  leads(node);
  const cut = (parent: VisibleNode): VisibleNode => {
    const at = parent.children.findIndex((child) => path.has(child));
    const found = parent.children[at];
    if (found === undefined) return parent;
    const before = parent.children.slice(0, at).reduce((sum, child) => sum + child.size, 0);
    if (before > maxBeforeTitle * parent.size) return parent;
    return { ...parent, children: [cut(found), ...parent.children.slice(at + 1)] };
  };
  return cut(node);
}

/** The element with the most running text; undefined when the page is made of something else. */
function running(
  stage: VisibleNode,
  content: ScoredContent,
  isNarrowed: boolean,
): VisibleNode | undefined {
  const { best } = content;
  const scraps = content.scores.get(stage)?.scraps ?? 0;
  if (best.prose < minProse) return undefined;
  if (isNarrowed && best.prose < minProseShare * (best.prose + scraps)) return undefined;
  return best.node;
}

/**
 * A reference page may have most of its text in tables and terms, which are no sentences. What holds
 * the most sentences is then a part of it, and its other parts stand around.
 */
function widened(
  found: VisibleNode | undefined,
  stage: VisibleNode,
  content: ScoredContent,
): VisibleNode | undefined {
  const targets = linkTargets(stage, content.isSide);
  const within = found === undefined ? 0 : linkTargets(found, content.isSide).length;
  if (targets.length < minHeadings || within >= minTargetShare * targets.length) return found;
  const whole = around(stage, new Set(found === undefined ? targets : [found, ...targets]));
  return whole === undefined ? found : withHead(whole, stage);
}

/** What stands around all places to link to without being links: the head of the page, a list of its members. */
function withHead(whole: VisibleNode, stage: VisibleNode): VisibleNode {
  const parents: VisibleNode[] = [];
  const leads = (parent: VisibleNode): boolean => {
    if (!parent.children.some((child) => child === whole || leads(child))) return false;
    parents.push(parent);
    return true;
  };
  leads(stage);
  let head = whole;
  for (const parent of parents) {
    const links = parent.linkSize - head.linkSize;
    if (parent === stage || parent.name === 'body' || parent.name === 'html') break;
    if (links > maxHeadLinkShare * (parent.size - head.size)) break;
    head = parent;
  }
  return head;
}

/** What the page itself calls its main part, and in it the article that the title belongs to. */
function narrowed(
  body: VisibleNode,
  { isDiscussion }: { readonly isDiscussion: boolean },
): VisibleNode {
  const main = only(body, (node) => node.name === 'main' || node.attribs?.role === 'main');
  const stage = main !== undefined && main.size >= minShare * body.size ? main : body;
  if (isDiscussion) return stage;
  const article = all(stage, (node) => node.name === 'article').find(
    (node) => node.prose >= (firstOf(node, isTitle) === undefined ? 0.5 : minShare) * stage.prose,
  );
  return article ?? stage;
}

/** What the page marks as the text of its article; in pieces, the element around all of them. */
function marked(stage: VisibleNode, content: ScoredContent): VisibleNode | undefined {
  const containers = findContainers(stage, articles);
  const enough = minArticleShare * content.best.prose;
  for (const container of articleContainers) {
    const found = (containers.get(container) ?? []).filter((node) => content.scores.has(node));
    const whole = found.length > 1 ? around(stage, new Set(found)) : found[0];
    if (whole !== undefined && (content.scores.get(whole)?.prose ?? 0) >= enough) return whole;
  }
  return undefined;
}

/** The smallest element that holds all of some elements. */
function around(stage: VisibleNode, parts: ReadonlySet<VisibleNode>): VisibleNode | undefined {
  let smallest: VisibleNode | undefined;
  const count = (node: VisibleNode): number => {
    let sum = parts.has(node) ? 1 : 0;
    for (const child of node.children) sum += count(child);
    if (sum === parts.size) smallest ??= node;
    return sum;
  };
  count(stage);
  return smallest;
}

function only(body: VisibleNode, accepts: (node: VisibleNode) => boolean): VisibleNode | undefined {
  const found = all(body, accepts);
  return found.length === 1 ? found[0] : undefined;
}

/** The page's title often stands above the element that holds its text. */
function withTitle(
  content: VisibleNode,
  options: {
    readonly body: VisibleNode;
    readonly title: string | undefined;
    readonly place?: VisibleNode;
  },
): VisibleNode {
  if (firstOf(content, isTitle) !== undefined) return content;
  const { body, place = content } = options;
  const name = options.title === undefined ? '' : leadingName(options.title);
  const title =
    lastBefore(body, place, (node) => isTitle(node) && (isNoLogo(node) || isCalled(node, name))) ??
    lastBefore(body, place, (node) => node.name === 'h2' && isNoLogo(node) && isCalled(node, name));
  return title === undefined
    ? content
    : { ...content, name: 'div', children: [{ ...title, name: 'h1' }, ...content.children] };
}

/** What a page is called, without the name of the site or the book. */
function leadingName(title: string): string {
  return title.split(/\s[-–—|·»(]|:\s/, 1)[0]?.trim() ?? '';
}

/** Where no heading is of the first level, one of the second is the title when the page is called so. */
function isCalled(node: VisibleNode, name: string): boolean {
  return name !== '' && ` ${wordsOf(node)} `.includes(` ${fold(name)} `);
}

/** A logo is nothing but a link. */
function isNoLogo(node: VisibleNode): boolean {
  return node.linkSize < node.size;
}

function wordsOf(node: VisibleNode): string {
  return fold(wordsBelow(node));
}

function fold(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');
}

function isTitle(node: VisibleNode): boolean {
  return node.name === 'h1' && node.size > 0;
}

/** The last element before another that the test accepts. */
function lastBefore(
  body: VisibleNode,
  place: VisibleNode,
  accepts: (node: VisibleNode) => boolean,
): VisibleNode | undefined {
  let found: VisibleNode | undefined;
  const reached = (node: VisibleNode): boolean => {
    if (node === place) return true;
    if (accepts(node)) found = node;
    return node.children.some(reached);
  };
  return reached(body) ? found : undefined;
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

import { articleContainers, documentContainers, documentGenerator } from './content-containers.ts';
import { findContainers, indexContainers } from './find-containers.ts';
import { pruneArticle, withoutSideBoxes } from './prune-article.ts';
import { withoutRepeatedImages } from './repeated-images.ts';
import { type ScoredContent, scoreContent } from './score-content.ts';
import { createSideWords } from './side-words.ts';
import { trimEnds } from './trim-ends.ts';
import type { VisibleNode } from './visible-node.ts';

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
const minTargetShare = 0.5;
/** What stands before a title, in shares of the whole, for the title to be one. */
const maxBeforeTitle = 0.2;

/**
 * The part of a page that is worth reading. What a generator of documentation marks as its text is
 * taken whole. Any other page is searched for the element with the most running text, and the boxes
 * in between that stand beside the text are left out; a page without running text is taken whole.
 */
export function mainContent(
  page: VisibleNode,
  options: { readonly generators: readonly string[]; readonly isDiscussion: boolean },
): VisibleNode {
  const named = firstOf(page, (node) => node.name === 'body') ?? page;
  // What is written outside its body belongs to a page as well.
  const body = named.size >= minBodyShare * page.size ? named : page;
  const containers = findContainers(body, documents);
  const known = documentContainers
    .map((container) => containers.get(container) ?? [])
    .find((found) => found.length === 1 && (found[0]?.size ?? 0) >= minShare * body.size)?.[0];
  if (known !== undefined) return withTitle(known, body);
  const stage = narrowed(body, options);
  if (options.generators.some((name) => documentGenerator.test(name)))
    return withTitle(stage, body);
  const targets = linkTargets(stage);
  const isReference = targets.length >= minHeadings;
  const content = scoreContent(stage, createSideWords({ ...options, isReference }));
  const found = marked(stage, content) ?? running(stage, content, stage !== body);
  const chosen = found && isReference ? widened(found, { stage, content, targets }) : found;
  if (chosen === undefined || (chosen === body && content.isPlain)) {
    return withTitle(stage, body);
  }
  if (stage !== body && isDocument(stage)) return withTitle(withoutSideBoxes(stage, content), body);
  return withTitle(withoutFurniture(chosen, content, options), body, chosen);
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

/** Headings and terms with a place of their own: an id, an anchor in them, around them or right before them. */
function linkTargets(node: VisibleNode): readonly VisibleNode[] {
  const found: VisibleNode[] = [];
  const visit = (parent: VisibleNode) => {
    let before: VisibleNode | undefined;
    for (const child of parent.children) {
      if (child.type === 'text') {
        if (child.size > 0) before = undefined;
        continue;
      }
      if (!/^(?:h[2-4]|dt)$/.test(child.name ?? '')) visit(child);
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
  found: VisibleNode,
  options: {
    readonly stage: VisibleNode;
    readonly content: ScoredContent;
    readonly targets: readonly VisibleNode[];
  },
): VisibleNode {
  const targets = options.targets.filter((node) => options.content.scores.has(node));
  if (
    targets.length < minHeadings ||
    linkTargets(found).length >= minTargetShare * targets.length
  ) {
    return found;
  }
  return around(options.stage, new Set([found, ...targets])) ?? found;
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

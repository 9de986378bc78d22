import type { HtmlPage } from '#core/html-page.ts';
import {
  findNode,
  nodeAttribute,
  nodeAttributes,
  nodeEnd,
  nodeName,
  nodeText,
} from '#html/page-reader.ts';
import { isAdmonition, isTitledBox } from './admonition.ts';
import { findBelow } from './find-below.ts';
import { isFurniture, isGutter } from './furniture.ts';
import { anchorOf } from './heading-anchor.ts';
import { isHidden, isSpokenOnly, isUnspoken } from './hidden.ts';
import { createHoldsText } from './holds-text.ts';
import { attribute, type HtmlTag } from './html-node.ts';
import { isInline } from './is-inline.ts';
import { isControlLabel, isHoverMark, isTurnLink, mayBeSign, signOf } from './link-signs.ts';
import { textsIn, wordsIn } from './page-words.ts';
import * as place from './place-in-page.ts';
import { createTabs, isTabLabel, isTabPanel, type Tabs } from './tabs.ts';
import { addToRun, createRun, endRun, type Run } from './text-run.ts';
import { type OpenNode, openElement, openText, type VisibleNode } from './visible-node.ts';

/** Walks are recursive; what lies deeper is lifted to this depth, so that no page can exhaust the stack. */
const maxDepth = 1_200;
const noClasses: readonly string[] = [];
const headingMark = /^[\s#¶§◆⚓☍\u200b🔗]*$/u;

/** A button that is made of a link holds few elements and texts. */
const maxSignNodes = 6;
/** "Next:", "Previous:", "Up:" and brackets, in characters. */
const maxPagerLabels = 40;

/** A `header` without a title is the top of a site; with this much text in sentences it is a part of the page. */
const minHeaderText = 600;
/**
 * A page that is being walked. What is done with it are functions of this module: the engine can put
 * only those into their callers.
 */
interface Walk {
  readonly page: HtmlPage;
  readonly isDiscussion: boolean;
  readonly classLists: Map<string, readonly string[]>;
  /** By the number of the name. */
  readonly inlines: readonly boolean[];
  readonly tabs: Tabs;
  readonly run: Run;
  /** Links that were read so far, and those of them that turn to a page before, after or above. */
  links: number;
  turns: number;
  /** Nodes that are kept, of all elements that are open: lists of the right length are cut from it. */
  readonly kept: VisibleNode[];
  readonly holdsText: (at: number) => boolean;
}

/** The node around an element, its number, and what the element stands in: bits of `place-in-page`. */
interface Spot {
  readonly parent: OpenNode;
  readonly parentAt: number;
  readonly around: number;
}

/**
 * A page as a tree without what nobody reads: hidden elements, controls, menus, line numbers. One
 * walk, each node seen once.
 */
export function visibleTree(
  page: HtmlPage,
  { isDiscussion = false }: { readonly isDiscussion?: boolean } = {},
): VisibleNode {
  const walk: Walk = {
    page,
    isDiscussion,
    classLists: new Map(),
    inlines: page.names.map(isInline),
    tabs: createTabs(),
    run: createRun(),
    links: 0,
    turns: 0,
    kept: [],
    holdsText: createHoldsText(page),
  };
  const root = openElement('root', undefined, noClasses, false);
  read(walk, root, 0, 0, 0);
  endRun(walk.run, root, 0);
  return root;
}

/** Reads what lies in a node. */
function read(walk: Walk, parent: OpenNode, parentAt: number, around: number, depth: number): void {
  const { page } = walk;
  const { kinds, ends, firsts, values } = page;
  const end = ends[parentAt] ?? 0;
  if (end <= parentAt + 1) return;
  if (depth > maxDepth) {
    parent.children = lifted(walk, parent, parentAt, around);
    return;
  }
  const spot: Spot = { parent, parentAt, around };
  const { kept } = walk;
  const from = kept.length;
  for (let at = parentAt + 1; at < end; at = ends[at] ?? end) {
    const node =
      kinds[at] === 0
        ? readText(walk, values[firsts[at] ?? 0] ?? '', parent, around)
        : readElement(walk, at, spot, depth);
    if (node !== undefined) kept.push(node);
  }
  parent.children = kept.slice(from);
  kept.length = from;
}

function lifted(
  walk: Walk,
  parent: OpenNode,
  parentAt: number,
  around: number,
): readonly VisibleNode[] {
  return textsIn(walk.page, parentAt)
    .flatMap((data) => [readText(walk, data, parent, around), readText(walk, ' ', parent, around)])
    .filter((node) => node !== undefined);
}

function readText(
  { run }: Walk,
  data: string,
  parent: OpenNode,
  around: number,
): VisibleNode | undefined {
  if ((around & place.inDrawing) !== 0 || data === '') return undefined;
  const isLink = (around & place.inLink) !== 0;
  const size = addToRun(run, data, isLink);
  parent.size += size;
  if (isLink) parent.linkSize += size;
  if ((around & place.inMark) !== 0) parent.markSize += size;
  return openText(data, size, isLink ? size : 0);
}

function readElement(walk: Walk, at: number, spot: Spot, depth: number): VisibleNode | undefined {
  const { page, run, tabs } = walk;
  const { parent, around } = spot;
  const attribs = nodeAttributes(page, at);
  const name = isPlainPage(walk, at) ? 'div' : nodeName(page, at);
  const inline = name !== 'div' && walk.inlines[page.kinds[at] ?? 0] === true;
  const node = openElement(name, attribs, classesOf(walk, attribs), inline);
  if (isTabLabel(node, parent)) {
    tabs.label(wordsIn(page, at), attribute(node, 'aria-controls'));
    return undefined;
  }
  if (name === 'a' && parent.name !== 'sup') {
    const sign = signAt(walk, node, at);
    if (sign !== undefined) return sign === 'permalink' ? node : undefined;
  }
  if (isDropped(walk, node, at, spot)) return linkMark(node);
  const isPanel = mayBePanel(node) && isPanelOf(walk, node, at, parent);
  const { links, turns } = walk;
  if (name === 'a' && node.attribs?.href !== undefined) {
    walk.links++;
    if (isTurnLink(node)) walk.turns++;
  }
  if (isPanel) node.tabLabel = tabs.enter(attribute(node, 'id'));
  if (!inline) endRun(run, parent, around);
  const inside = place.placeInside(node, around);
  read(walk, node, at, inside, depth + 1);
  if (!inline) endRun(run, node, inside);
  if (isPanel) tabs.leave();
  node.hasTitle ||= name === 'h1';
  if (name === 'header' && isSiteHeader(node, around)) return undefined;
  if (lists.has(name) && isContents(node)) return undefined;
  if (!inline && walk.turns > turns && isPager(node, walk.links - links, walk.turns - turns)) {
    return undefined;
  }
  if (name === 'summary' && isControlLabel(node)) return undefined;
  if (node.size === 1 && isHoverMark(node)) return undefined;
  parent.size += node.size;
  parent.linkSize += node.linkSize;
  parent.markSize += node.markSize;
  parent.prose += node.prose;
  parent.scraps += node.scraps;
  parent.hasTitle ||= node.hasTitle;
  return node;
}

function isDropped(walk: Walk, node: OpenNode, at: number, spot: Spot): boolean {
  const { parent, around } = spot;
  const { classes } = node;
  if (isHidden(node)) return !isPanelOf(walk, node, at, parent);
  if (isUnspoken(node) || (classes.length > 0 && isSpokenOnly(classes))) {
    return !isOnlyCopy(walk, node, at, spot.parentAt);
  }
  const isInHeading = (around & place.inHeading) !== 0;
  if (isInHeading && node.name === 'a' && isMarkOnly(walk, node, at)) return true;
  const inPre = (around & place.inPre) !== 0;
  if (inPre) return isGutter(node, inPre, parent);
  if (node.name === 'footer' && (around & place.inQuote) !== 0) return false;
  if (classes.length > 0 && isGutter(node, inPre, parent)) return true;
  if (node.name !== 'aside' && !isFurniture(node)) return false;
  if (isAdmonition(node) || (node.name === 'aside' && isOfText(walk, node, at))) return false;
  return isThread(node) ? !walk.isDiscussion : !walk.holdsText(at);
}

/** Notes, footnotes and boxes with a title stand aside on the page, and belong to its text. */
function isOfText(walk: Walk, node: OpenNode, at: number): boolean {
  return isTitledBox(node, () => classesWithin(walk, at, 'p'));
}

/** Told by a role or a class; most elements have neither. */
function mayBePanel({ attribs, classes }: OpenNode): boolean {
  return attribs !== undefined && (classes.length > 0 || attribs.role !== undefined);
}

function isPanelOf(walk: Walk, node: OpenNode, at: number, parent: OpenNode): boolean {
  return isTabPanel(node, parent, () => classesWithin(walk, at));
}

/** Whether this is the whole of a page's text, for readers without scripts such as this one. */
function isPlainPage({ page, holdsText }: Walk, at: number): boolean {
  if (nodeName(page, at) !== 'noscript') return false;
  return holdsText(at) || findNode(page, at, (below) => isMain(page, below)) !== undefined;
}

function isMain(page: HtmlPage, at: number): boolean {
  return nodeName(page, at) === 'main' || nodeAttribute(page, at, 'role') === 'main';
}

/** Of a pair, one for the eye and one for the ear, the words for the ear are the better text. */
function isOnlyCopy({ page }: Walk, node: OpenNode, at: number, parentAt: number): boolean {
  if (isUnspoken(node)) return false;
  return [siblingBefore(page, at, parentAt), siblingAfter(page, at, parentAt)].some(
    (beside) =>
      beside !== undefined && isUnspoken(tagOf(page, beside)) && wordsIn(page, beside) !== '',
  );
}

function signAt({ page }: Walk, link: HtmlTag, at: number): ReturnType<typeof signOf> {
  const href = attribute(link, 'href');
  if (href === undefined || !mayBeSign(href) || nodeEnd(page, at) - at > maxSignNodes) {
    return undefined;
  }
  return signOf(href, wordsIn(page, at) || alternativeIn(page, at));
}

function alternativeIn(page: HtmlPage, at: number): string {
  const image = findNode(page, at, (below) => nodeName(page, below) === 'img');
  return image === undefined ? '' : (nodeAttribute(page, image, 'alt') ?? '');
}

/** Nothing but links to the pages before, after and above, and what names them. */
function isPager(node: OpenNode, links: number, turns: number): boolean {
  const { size, linkSize, markSize } = node;
  if (links > turns || size - linkSize - markSize > maxPagerLabels) return false;
  return findBelow(node, isTextBox) === undefined;
}

/** A box with text of its own, which is no label of a link. */
function isTextBox({ name, inline, size, linkSize }: VisibleNode): boolean {
  return name !== undefined && !inline && (size > linkSize || /^h[1-6]$/.test(name));
}

/** `#`, `¶` or an empty icon: a heading's link to itself. */
function isMarkOnly({ page }: Walk, link: HtmlTag, at: number): boolean {
  return (
    attribute(link, 'href') !== undefined &&
    headingMark.test(wordsIn(page, at)) &&
    findNode(page, at, (below) => nodeName(page, below) === 'img') === undefined
  );
}

/** The element before, when at most white space lies between. */
function siblingBefore(page: HtmlPage, at: number, parentAt: number): number | undefined {
  let before: number | undefined;
  for (let next = parentAt + 1; next < at; next = nodeEnd(page, next)) {
    if (!isBlankText(page, next)) before = next;
  }
  return before;
}

function siblingAfter(page: HtmlPage, at: number, parentAt: number): number | undefined {
  const end = nodeEnd(page, parentAt);
  let after = nodeEnd(page, at);
  while (after < end && isBlankText(page, after)) after = nodeEnd(page, after);
  return after < end ? after : undefined;
}

function isBlankText(page: HtmlPage, at: number): boolean {
  return page.kinds[at] === 0 && nodeText(page, at).trim() === '';
}

function tagOf(page: HtmlPage, at: number): HtmlTag {
  return { name: nodeName(page, at), attribs: nodeAttributes(page, at) };
}

function classesOf({ classLists }: Walk, attribs: HtmlTag['attribs']): readonly string[] {
  const value = attribs?.class;
  if (value === undefined) return noClasses;
  let list = classLists.get(value);
  if (list === undefined) {
    list = value.toLowerCase().split(/\s+/).filter(Boolean);
    classLists.set(value, list);
  }
  return list;
}

/** The classes of all elements right inside, or of those with a name. */
function classesWithin(walk: Walk, parentAt: number, name?: string): readonly string[] {
  const { page } = walk;
  const end = nodeEnd(page, parentAt);
  const found: string[] = [];
  for (let at = parentAt + 1; at < end; at = nodeEnd(page, at)) {
    if (name !== undefined && nodeName(page, at) !== name) continue;
    found.push(...classesOf(walk, nodeAttributes(page, at)));
  }
  return found;
}

function isSiteHeader(node: OpenNode, around: number): boolean {
  return !node.hasTitle && node.prose < minHeaderText && (around & place.inQuote) === 0;
}

/** Comments may well be longer than what they are about. */
function isThread({ attribs }: HtmlTag): boolean {
  return attribs?.id !== undefined && threads.has(attribs.id);
}

const threads: ReadonlySet<string> = new Set(['comments', 'disqus_thread', 'respond']);

const lists: ReadonlySet<string> = new Set(['ul', 'ol', 'table']);
/** Shorter lists of links within a page are references rather than a table of contents. */
const minContentsSize = 30;

/** A list of nothing but links to places of this page. */
function isContents({ size, markSize }: OpenNode): boolean {
  return size >= minContentsSize && markSize >= 0.95 * size;
}

/** Of a link that is dropped, its place is kept: it says where a link to the heading beside it leads. */
function linkMark(node: OpenNode): VisibleNode | undefined {
  if (node.name !== 'a' || node.classes.includes('indexterm')) return undefined;
  return attribute(node, 'href')?.startsWith('#') || anchorOf(node) !== undefined
    ? node
    : undefined;
}

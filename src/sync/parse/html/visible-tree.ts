import type { HtmlPage } from '#core/html-page.ts';
import {
  findNode,
  nodeAttribute,
  nodeAttributes,
  nodeEnd,
  nodeName,
  nodeText,
} from '#html/page-reader.ts';
import { isAdmonition } from './admonition.ts';
import { isFurniture, isGutter } from './furniture.ts';
import { isHidden, isSpokenOnly, isUnspoken } from './hidden.ts';
import { createHoldsText } from './holds-text.ts';
import { attribute, type HtmlTag } from './html-node.ts';
import { isInline } from './is-inline.ts';
import { textsIn, wordsIn } from './page-words.ts';
import * as place from './place-in-page.ts';
import { createTabs, isTabLabel, isTabPanel } from './tabs.ts';
import { createRun } from './text-run.ts';
import { type OpenNode, openElement, openText, type VisibleNode } from './visible-node.ts';

/** Walks are recursive; what lies deeper is lifted to this depth, so that no page can exhaust the stack. */
const maxDepth = 1_200;
const noClasses: readonly string[] = [];
const headingMark = /^[\s#¶§\u200b🔗]*$/u;
/** What links in headings say that lead back to the beginning of the page. */
const backLink = /^(?:back to )?top$/i;

/** A `header` without a title is the top of a site; with this much text in sentences it is a part of the page. */
const minHeaderText = 600;
/** An element that is being looked at, and where it stands. */
interface Spot {
  readonly at: number;
  /** The node around it, and its number. */
  readonly parent: OpenNode;
  readonly parentAt: number;
  /** What it stands in: bits of `place-in-page`. */
  readonly around: number;
  readonly depth: number;
}

/**
 * A page as a tree without what nobody reads: hidden elements, controls, menus, line numbers. One
 * walk, each node seen once.
 */
export function visibleTree(
  page: HtmlPage,
  { isDiscussion = false }: { readonly isDiscussion?: boolean } = {},
): VisibleNode {
  const classLists = new Map<string, readonly string[]>();
  const inlines = page.names.map(isInline);
  const tabs = createTabs();
  const run = createRun();
  const holdsText = createHoldsText(page);
  const root = openElement('root', undefined, { classes: noClasses, inline: false });
  read(root, 0, 0, 0);
  run.end(root, 0);
  return root;

  /** Reads what lies in a node. */
  function read(parent: OpenNode, parentAt: number, around: number, depth: number): void {
    const end = nodeEnd(page, parentAt);
    if (end === parentAt + 1) return;
    if (depth > maxDepth) {
      parent.children = lifted(parent, parentAt, around);
      return;
    }
    const kept: VisibleNode[] = [];
    for (let at = parentAt + 1; at < end; at = nodeEnd(page, at)) {
      const node =
        page.kinds[at] === 0
          ? text(nodeText(page, at), parent, around)
          : element({ at, parent, parentAt, around, depth });
      if (node !== undefined) kept.push(node);
    }
    parent.children = kept;
  }

  function lifted(parent: OpenNode, parentAt: number, around: number): readonly VisibleNode[] {
    return textsIn(page, parentAt)
      .flatMap((data) => [text(data, parent, around), text(' ', parent, around)])
      .filter((node) => node !== undefined);
  }

  function text(data: string, parent: OpenNode, around: number): VisibleNode | undefined {
    if ((around & place.inDrawing) !== 0 || data === '') return undefined;
    const isLink = (around & place.inLink) !== 0;
    const size = run.add(data, isLink);
    parent.size += size;
    if (isLink) parent.linkSize += size;
    if ((around & place.inMark) !== 0) parent.markSize += size;
    return openText(data, size, isLink ? size : 0);
  }

  function element(spot: Spot): VisibleNode | undefined {
    const { at, parent, around, depth } = spot;
    const attribs = nodeAttributes(page, at);
    const name = isPlainPage(at) ? 'div' : nodeName(page, at);
    const inline = name !== 'div' && inlines[page.kinds[at] ?? 0] === true;
    const node = openElement(name, attribs, { classes: classesOf(attribs), inline });
    if (isTabLabel(node, parent)) {
      tabs.label(wordsIn(page, at), attribute(node, 'aria-controls'));
      return undefined;
    }
    if (isBackLink(node, spot)) return undefined;
    if (isDropped(node, spot)) return linkMark(node);
    const isPanel = attribs !== undefined && isTabPanel(node, parent, () => classesWithin(at));
    if (isPanel) node.tabLabel = tabs.enter(attribute(node, 'id'));
    if (!inline) run.end(parent, around);
    const inside = place.placeInside(node, around);
    read(node, at, inside, depth + 1);
    if (!inline) run.end(node, inside);
    if (isPanel) tabs.leave();
    node.hasTitle ||= name === 'h1';
    if (name === 'header' && isSiteHeader(node, around)) return undefined;
    if (lists.has(name) && isContents(node)) return undefined;
    parent.size += node.size;
    parent.linkSize += node.linkSize;
    parent.markSize += node.markSize;
    parent.prose += node.prose;
    parent.scraps += node.scraps;
    parent.hasTitle ||= node.hasTitle;
    return node;
  }

  function isDropped(node: OpenNode, spot: Spot): boolean {
    const { parent, around } = spot;
    const { classes } = node;
    if (isHidden(node)) return !isTabPanel(node, parent, () => classesWithin(spot.at));
    if (isUnspoken(node) || (classes.length > 0 && isSpokenOnly(classes))) {
      return !isOnlyCopy(node, spot);
    }
    const isInHeading = (around & place.inHeading) !== 0;
    if (isInHeading && node.name === 'a' && isMarkOnly(node, spot.at)) return true;
    const inPre = (around & place.inPre) !== 0;
    if (inPre) return isGutter(node, { inPre, parent });
    if (node.name === 'footer' && (around & place.inQuote) !== 0) return false;
    if (isGutter(node, { inPre, parent })) return true;
    if (node.name !== 'aside' && !isFurniture(node)) return false;
    return !isAdmonition(node) && (isThread(node) ? !isDiscussion : !holdsText(spot.at));
  }

  /** Whether this is the whole of a page's text, for readers without scripts such as this one. */
  function isPlainPage(at: number): boolean {
    if (nodeName(page, at) !== 'noscript') return false;
    return holdsText(at) || findNode(page, at, isMain) !== undefined;
  }

  function isMain(at: number): boolean {
    return nodeName(page, at) === 'main' || nodeAttribute(page, at, 'role') === 'main';
  }

  /** Of a pair, one for the eye and one for the ear, the words for the ear are the better text. */
  function isOnlyCopy(node: OpenNode, { at, parentAt }: Spot): boolean {
    if (isUnspoken(node)) return false;
    return [siblingBefore(at, parentAt), siblingAfter(at, parentAt)].some(
      (beside) => beside !== undefined && isUnspoken(tagOf(beside)) && wordsIn(page, beside) !== '',
    );
  }

  function isBackLink(node: HtmlTag, { at, around }: Spot): boolean {
    if (node.name !== 'a' || (around & place.inHeading) === 0) return false;
    return attribute(node, 'href')?.startsWith('#') === true && backLink.test(wordsIn(page, at));
  }

  /** `#`, `¶` or an empty icon: a heading's link to itself. */
  function isMarkOnly(link: HtmlTag, at: number): boolean {
    return (
      attribute(link, 'href') !== undefined &&
      headingMark.test(wordsIn(page, at)) &&
      findNode(page, at, (below) => nodeName(page, below) === 'img') === undefined
    );
  }

  /** The element before, when at most white space lies between. */
  function siblingBefore(at: number, parentAt: number): number | undefined {
    let before: number | undefined;
    for (let next = parentAt + 1; next < at; next = nodeEnd(page, next)) {
      if (!isBlankText(next)) before = next;
    }
    return before;
  }

  function siblingAfter(at: number, parentAt: number): number | undefined {
    let after = nodeEnd(page, at);
    while (after < nodeEnd(page, parentAt) && isBlankText(after)) after = nodeEnd(page, after);
    return after < nodeEnd(page, parentAt) ? after : undefined;
  }

  function isBlankText(at: number): boolean {
    return page.kinds[at] === 0 && nodeText(page, at).trim() === '';
  }

  function tagOf(at: number): HtmlTag {
    return { name: nodeName(page, at), attribs: nodeAttributes(page, at) };
  }

  function classesOf(attribs: HtmlTag['attribs']): readonly string[] {
    const value = attribs?.class;
    if (value === undefined) return noClasses;
    let list = classLists.get(value);
    if (list === undefined) {
      list = value.toLowerCase().split(/\s+/).filter(Boolean);
      classLists.set(value, list);
    }
    return list;
  }

  /** The classes of all elements right inside. */
  function classesWithin(parentAt: number): readonly string[] {
    const found: string[] = [];
    for (let at = parentAt + 1; at < nodeEnd(page, parentAt); at = nodeEnd(page, at)) {
      found.push(...classesOf(nodeAttributes(page, at)));
    }
    return found;
  }
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
  return node.name === 'a' && attribute(node, 'href')?.startsWith('#') ? node : undefined;
}

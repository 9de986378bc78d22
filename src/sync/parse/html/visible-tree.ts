import { isAdmonition } from './admonition.ts';
import { isFurniture, isGutter } from './furniture.ts';
import { isHidden, isSpokenOnly, isUnspoken } from './hidden.ts';
import { attribute, childrenOf, findBelow, type HtmlNode } from './html-node.ts';
import { isInline } from './is-inline.ts';
import { createTabs, isTabLabel, isTabPanel } from './tabs.ts';
import { createRun, type Run } from './text-run.ts';
import { leavesBelow, wordsBelow } from './words-below.ts';

/** What a reader sees of an element, and how much text of which kind that is. */
export interface VisibleNode extends HtmlNode {
  readonly children: readonly VisibleNode[];
  /** Class names, lower case. */
  readonly classes: readonly string[];
  /** Characters that are not white space. */
  readonly size: number;
  /** Of these, the ones in links to other places. */
  readonly linkSize: number;
  /** Characters that stand in sentences or code. */
  readonly prose: number;
  /** Characters in short pieces and links: what menus and teasers are made of. */
  readonly scraps: number;
  /** The tab that shows this panel. */
  readonly tabLabel?: string;
}

/** Walks are recursive; what lies deeper is lifted to this depth, so that no page can exhaust the stack. */
const maxDepth = 1_200;
const noClasses: readonly string[] = [];

interface Sums {
  size: number;
  linkSize: number;
  markSize: number;
  prose: number;
  scraps: number;
  hasTitle: boolean;
}

/** Where a node stands among its siblings. */
interface Spot {
  readonly parent: HtmlNode;
  readonly children: readonly HtmlNode[];
  readonly at: number;
}

interface Around {
  readonly depth: number;
  readonly inLink: boolean;
  /** In a link to another place of this page. */
  readonly inMark: boolean;
  readonly inPre: boolean;
  readonly inHeading: boolean;
  readonly inQuote: boolean;
  readonly inDrawing: boolean;
}

/**
 * The tree without what nobody reads: hidden elements, controls, menus, line numbers. One pass, each
 * node seen once; the tree that was given stays as it is.
 */
export function visibleTree(root: HtmlNode): VisibleNode {
  const classLists = new Map<string, readonly string[]>();
  const tabs = createTabs();
  const run: Run = createRun();
  const sums = noSums();
  const start: Around = {
    depth: 0,
    inLink: false,
    inMark: false,
    inPre: false,
    inHeading: false,
    inQuote: false,
    inDrawing: false,
  };
  const children = seen(root, start, sums);
  run.end(sums, start);
  return { type: 'root', name: 'root', children, classes: noClasses, ...sums };

  function seen(parent: HtmlNode, around: Around, sums: Sums): readonly VisibleNode[] {
    const kept: VisibleNode[] = [];
    const children = around.depth > maxDepth ? leavesBelow(parent) : childrenOf(parent);
    children.forEach((child, at) => {
      const node = visit(child, { parent, children, at }, around, sums);
      if (node !== undefined) kept.push(node);
    });
    return kept;
  }

  function visit(node: HtmlNode, spot: Spot, around: Around, outer: Sums): VisibleNode | undefined {
    if (node.type === 'text') return text(node, around, outer);
    const { name } = node;
    const { parent } = spot;
    if (name === undefined) return undefined;
    const classes = classesOf(node);
    if (isTabLabel(node, parent)) {
      tabs.label(node);
      return undefined;
    }
    if (isDropped(node, spot, classes, around)) return linkMark(node, classes);
    const isPanel = isTabPanel(node, parent, classes);
    const tabLabel = isPanel ? tabs.enter(node) : undefined;
    const inline = isInline(name);
    if (!inline) run.end(outer, around);
    const sums = noSums();
    const inside = placeInside(node, name, around);
    const children = seen(node, inside, sums);
    if (!inline) run.end(sums, inside);
    if (isPanel) tabs.leave();
    const hasTitle = sums.hasTitle || name === 'h1';
    if (name === 'header' && !hasTitle && !around.inQuote) return undefined;
    if ((name === 'ul' || name === 'ol') && isContents(sums)) return undefined;
    outer.size += sums.size;
    outer.linkSize += sums.linkSize;
    outer.markSize += sums.markSize;
    outer.prose += sums.prose;
    outer.scraps += sums.scraps;
    outer.hasTitle ||= hasTitle;
    return {
      type: node.type,
      name,
      ...(node.attribs !== undefined && { attribs: node.attribs }),
      children,
      classes,
      size: sums.size,
      linkSize: sums.linkSize,
      prose: sums.prose,
      scraps: sums.scraps,
      ...(tabLabel !== undefined && { tabLabel }),
    };
  }

  function text(node: HtmlNode, around: Around, outer: Sums): VisibleNode | undefined {
    const data = node.data ?? '';
    if (around.inDrawing || data === '') return undefined;
    const size = run.add(data, around.inLink);
    outer.size += size;
    if (around.inLink) outer.linkSize += size;
    if (around.inMark) outer.markSize += size;
    const linkSize = around.inLink ? size : 0;
    return {
      type: 'text',
      data,
      children: [],
      classes: noClasses,
      size,
      linkSize,
      prose: 0,
      scraps: 0,
    };
  }

  function isDropped(
    node: HtmlNode,
    spot: Spot,
    classes: readonly string[],
    around: Around,
  ): boolean {
    const { parent } = spot;
    if (isHidden(node)) return !isTabPanel(node, parent, classes);
    if (isUnspoken(node) || (classes.length > 0 && isSpokenOnly(classes))) {
      return !isOnlyCopy(node, spot);
    }
    if (around.inHeading && node.name === 'a' && isMarkOnly(node)) return true;
    if (around.inPre) return isGutter(node, classes, { inPre: around.inPre, parent });
    if (node.name === 'aside') return !isAdmonition(node);
    if (node.name === 'footer' && around.inQuote) return false;
    if (isGutter(node, classes, { inPre: around.inPre, parent })) return true;
    return isFurniture(node, classes) && !isAdmonition(node);
  }

  /** Of a pair, one for the eye and one for the ear, the words for the ear are the better text. */
  function isOnlyCopy(node: HtmlNode, { children, at }: Spot): boolean {
    if (isUnspoken(node)) return false;
    return [neighbour(children, at, -1), neighbour(children, at, 1)].some(
      (beside) => beside !== undefined && isUnspoken(beside) && wordsBelow(beside) !== '',
    );
  }

  function classesOf(node: HtmlNode): readonly string[] {
    const value = attribute(node, 'class');
    if (value === undefined) return noClasses;
    let list = classLists.get(value);
    if (list === undefined) {
      list = value.toLowerCase().split(/\s+/).filter(Boolean);
      classLists.set(value, list);
    }
    return list;
  }
}

function noSums(): Sums {
  return { size: 0, linkSize: 0, markSize: 0, prose: 0, scraps: 0, hasTitle: false };
}

function placeInside(node: HtmlNode, name: string, around: Around): Around {
  return {
    depth: around.depth + 1,
    inLink: around.inLink || (name === 'a' && leadsElsewhere(node)),
    inMark: around.inMark || (name === 'a' && leadsDown(node)),
    inPre: around.inPre || name === 'pre',
    inHeading: around.inHeading || /^h[1-6]$/.test(name),
    inQuote: around.inQuote || name === 'blockquote',
    // The words of a drawing stand in `text`; the rest of it are names for the ear.
    inDrawing: name === 'svg' || (around.inDrawing && name !== 'text' && name !== 'foreignobject'),
  };
}

/** Shorter lists of links within a page are references rather than a table of contents. */
const minContentsSize = 30;

/** A list of nothing but links to places of this page. */
function isContents(sums: Sums): boolean {
  return sums.size >= minContentsSize && sums.markSize >= 0.95 * sums.size;
}

function leadsDown(link: HtmlNode): boolean {
  const href = attribute(link, 'href');
  return href?.startsWith('#') === true && href.length > 1;
}

function leadsElsewhere(link: HtmlNode): boolean {
  const href = attribute(link, 'href');
  return href !== undefined && !href.startsWith('#');
}

/** `#`, `¶` or an empty icon: a heading's link to itself. */
function isMarkOnly(link: HtmlNode): boolean {
  return (
    attribute(link, 'href') !== undefined &&
    /^[\s#¶§\u200b🔗]*$/u.test(wordsBelow(link)) &&
    findBelow(link, ({ name }) => name === 'img') === undefined
  );
}

/** Of a link that is dropped, its place is kept: it says where a link to the heading beside it leads. */
function linkMark(node: HtmlNode, classes: readonly string[]): VisibleNode | undefined {
  if (node.name !== 'a' || !attribute(node, 'href')?.startsWith('#')) return undefined;
  return {
    type: node.type,
    name: 'a',
    attribs: node.attribs ?? {},
    classes,
    children: [],
    ...noText,
  };
}

const noText = { size: 0, linkSize: 0, prose: 0, scraps: 0 };

/** The element before or after, when at most white space lies between. */
function neighbour(children: readonly HtmlNode[], at: number, step: 1 | -1): HtmlNode | undefined {
  const next = children[at + step];
  const isBlank = next?.type === 'text' && next.data?.trim() === '';
  return isBlank ? children[at + 2 * step] : next;
}

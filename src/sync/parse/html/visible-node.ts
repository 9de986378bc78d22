import type { HtmlNode } from './html-node.ts';

/** What a reader sees of an element, and how much text of which kind that is. */
export interface VisibleNode extends HtmlNode {
  readonly children: readonly VisibleNode[];
  /** Class names, lower case. */
  readonly classes: readonly string[];
  /** Whether it stays in the line of what is around it. */
  readonly inline: boolean;
  /** Characters that are not white space. */
  readonly size: number;
  /** Of these, the ones in links to other places. */
  readonly linkSize: number;
  /** Characters that stand in sentences or code. */
  readonly prose: number;
  /** Characters in short pieces and links: what menus and teasers are made of. */
  readonly scraps: number;
  /** The tab that shows this panel. */
  readonly tabLabel: string | undefined;
}

/** A node whose inside is being read. All have the same fields in the same order, which the engine rewards. */
export interface OpenNode extends VisibleNode {
  children: readonly VisibleNode[];
  size: number;
  linkSize: number;
  prose: number;
  scraps: number;
  tabLabel: string | undefined;
  /** Characters in links to places of this page. */
  markSize: number;
  /** Whether an `h1` lies in it. */
  hasTitle: boolean;
}

const noNodes: readonly VisibleNode[] = [];
const noClasses: readonly string[] = [];

export function openText(data: string, size: number, linkSize: number): OpenNode {
  return {
    type: 'text',
    name: undefined,
    attribs: undefined,
    data,
    children: noNodes,
    classes: noClasses,
    inline: true,
    size,
    linkSize,
    prose: 0,
    scraps: 0,
    tabLabel: undefined,
    markSize: 0,
    hasTitle: false,
  };
}

export function openElement(
  name: string,
  attribs: Readonly<Record<string, string>> | undefined,
  classes: readonly string[],
  inline: boolean,
): OpenNode {
  return {
    type: 'tag',
    name,
    attribs,
    data: undefined,
    children: noNodes,
    classes,
    inline,
    size: 0,
    linkSize: 0,
    prose: 0,
    scraps: 0,
    tabLabel: undefined,
    markSize: 0,
    hasTitle: false,
  };
}

/** The slice of the parsed tree that is read here. */
export interface HtmlNode {
  readonly type: string;
  /** Lower-case tag name; absent on text. */
  readonly name?: string;
  readonly attribs?: Readonly<Record<string, string>>;
  readonly children?: readonly HtmlNode[];
  /** Text of a text node. */
  readonly data?: string;
}

const none: readonly HtmlNode[] = [];

export function childrenOf(node: HtmlNode): readonly HtmlNode[] {
  return node.children ?? none;
}

export function attribute(node: HtmlNode, name: string): string | undefined {
  return node.attribs?.[name];
}

export function classesOf(node: HtmlNode): readonly string[] {
  const value = attribute(node, 'class');
  return value === undefined ? [] : value.split(/\s+/);
}

/** The first node below, in document order, that the test accepts. */
export function findBelow(
  node: HtmlNode,
  accepts: (node: HtmlNode) => boolean,
): HtmlNode | undefined {
  for (const child of childrenOf(node)) {
    if (accepts(child)) return child;
    const found = findBelow(child, accepts);
    if (found) return found;
  }
  return undefined;
}

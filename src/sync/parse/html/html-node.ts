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

/** The first node below, in document order, that the test accepts; however deep the tree is. */
export function findBelow<Node extends HtmlNode>(
  node: Node & { readonly children?: readonly Node[] },
  accepts: (node: Node) => boolean,
): Node | undefined {
  const waiting = reversed<Node>(node.children);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (accepts(next)) return next;
    // A node's children are of its own kind: raw nodes have raw ones, visible nodes visible ones.
    for (const child of reversed(next.children as readonly Node[] | undefined)) waiting.push(child);
  }
  return undefined;
}

function reversed<Node>(nodes: readonly Node[] | undefined): Node[] {
  return nodes === undefined ? [] : nodes.toReversed();
}

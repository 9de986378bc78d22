/** The slice of an element or a text that is read here. */
export interface HtmlNode {
  readonly type: 'tag' | 'text';
  /** Lower-case tag name; undefined on text. */
  readonly name: string | undefined;
  readonly attribs: Readonly<Record<string, string>> | undefined;
  readonly children: readonly HtmlNode[];
  /** Text of a text node. */
  readonly data: string | undefined;
}

/** What an element says of itself. */
export type HtmlTag = Pick<HtmlNode, 'name' | 'attribs'>;

export function attribute(node: HtmlTag, name: string): string | undefined {
  return node.attribs?.[name];
}

export function classesOf(node: HtmlTag): readonly string[] {
  const value = attribute(node, 'class');
  return value === undefined ? [] : value.split(/\s+/);
}

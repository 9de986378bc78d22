import type { HtmlPage } from '#core/html-page.ts';

/** The name of an element; empty for text. */
export function nodeName({ names, kinds }: HtmlPage, at: number): string {
  return names[kinds[at] ?? 0] ?? '';
}

/** The text of a text node; empty for an element. */
export function nodeText({ kinds, firsts, values }: HtmlPage, at: number): string {
  return kinds[at] === 0 ? (values[firsts[at] ?? 0] ?? '') : '';
}

export function nodeAttribute(page: HtmlPage, at: number, name: string): string | undefined {
  const { names, firsts, counts, attributes, values } = page;
  const from = 2 * (firsts[at] ?? 0);
  const to = from + 2 * (counts[at] ?? 0);
  for (let pair = from; pair < to; pair += 2) {
    if (names[attributes[pair] ?? 0] === name) return values[attributes[pair + 1] ?? 0];
  }
  return undefined;
}

/** All attributes of an element; undefined when it has none. */
export function nodeAttributes(
  page: HtmlPage,
  at: number,
): Readonly<Record<string, string>> | undefined {
  const { names, firsts, counts, attributes, values } = page;
  const count = counts[at] ?? 0;
  if (count === 0) return undefined;
  const found: Record<string, string> = {};
  const from = 2 * (firsts[at] ?? 0);
  for (let pair = from; pair < from + 2 * count; pair += 2) {
    found[names[attributes[pair] ?? 0] ?? ''] = values[attributes[pair + 1] ?? 0] ?? '';
  }
  return found;
}

/** The number of the node behind `at` and all that lies in it: its next sibling, or where its parent ends. */
export function nodeEnd({ ends }: HtmlPage, at: number): number {
  return ends[at] ?? at + 1;
}

/** The nodes right below a node. */
export function childNodes(page: HtmlPage, at: number): readonly number[] {
  const found: number[] = [];
  const end = nodeEnd(page, at);
  for (let child = at + 1; child < end; child = nodeEnd(page, child)) found.push(child);
  return found;
}

/** The first node below, in the order of the page, that the test accepts. */
export function findNode(
  page: HtmlPage,
  at: number,
  accepts: (below: number) => boolean,
): number | undefined {
  const end = nodeEnd(page, at);
  for (let below = at + 1; below < end; below++) if (accepts(below)) return below;
  return undefined;
}

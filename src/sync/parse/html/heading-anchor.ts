import { attribute, classesOf, findBelow, type HtmlNode } from './html-node.ts';

/**
 * Where a link to a heading leads: its own id, an id or name inside it, an empty anchor just before
 * it, or the nearest element around it that has an id. `around` begins with the innermost.
 */
export function headingAnchor(
  heading: HtmlNode,
  options: { readonly before: string | undefined; readonly around: readonly HtmlNode[] },
): string | undefined {
  const own = idOf(heading);
  if (own !== undefined) return own;
  const inside = findBelow(
    heading,
    (node) =>
      node.name === 'a' && anchorOf(node) !== undefined && !classesOf(node).includes('indexterm'),
  );
  if (inside) return anchorOf(inside);
  return options.before ?? options.around.map(idOf).find((id) => id !== undefined);
}

/** The id or name of an `a` that marks a place. */
export function anchorOf(node: HtmlNode): string | undefined {
  return idOf(node) ?? (node.name === 'a' ? attribute(node, 'name') || undefined : undefined);
}

export function idOf(node: HtmlNode): string | undefined {
  return attribute(node, 'id') || undefined;
}

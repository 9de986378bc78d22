import { findBelow } from './find-below.ts';
import { attribute, classesOf } from './html-node.ts';
import type { VisibleNode } from './visible-node.ts';
import type { Around } from './write-blocks.ts';

/** A heading that has a place of its own. */
export interface LinkableHeading {
  readonly level: number;
  readonly anchor: string;
  readonly around: Around;
}

/**
 * Where a link to a heading leads: its own id, what its permalink says, an id or name inside it, an
 * empty anchor just before it, or the permalink beside it. Undefined when it has none of these.
 */
export function headingAnchor(
  heading: VisibleNode,
  options: { readonly before: string | undefined; readonly around: Around },
): string | undefined {
  const own = idOf(heading);
  if (own !== undefined) return own;
  const permalink = findBelow(heading, (node) => permalinkOf(node) !== undefined);
  if (permalink) return permalinkOf(permalink);
  const inside = findBelow(
    heading,
    (node) =>
      node.name === 'a' && anchorOf(node) !== undefined && !classesOf(node).includes('indexterm'),
  );
  if (inside) return anchorOf(inside);
  return options.before ?? besideOf(options.around);
}

/**
 * Where a link to a heading without a place of its own leads: to the nearest id around it, or to the
 * heading above when that is nearer, because the element with the id holds both.
 */
export function anchorAround(
  around: Around,
  above: LinkableHeading | undefined,
): string | undefined {
  if (above === undefined) return around.id;
  let box: Around | undefined = around;
  while (box !== undefined && idOf(box.node) === undefined) box = box.outer;
  if (box === undefined) return above.anchor;
  for (let place: Around | undefined = above.around; place !== undefined; place = place.outer) {
    if (place.node === box.node) return above.anchor;
  }
  return around.id;
}

/** The id or name of an `a` that marks a place. */
export function anchorOf(node: VisibleNode): string | undefined {
  return idOf(node) ?? (node.name === 'a' ? attribute(node, 'name') || undefined : undefined);
}

export function idOf(node: VisibleNode): string | undefined {
  return attribute(node, 'id') || undefined;
}

/** GitHub sets a heading and its permalink side by side in a box of their own. */
function besideOf(around: Around): string | undefined {
  const box = around.outer?.node;
  if (box === undefined || !box.classes.includes('markdown-heading')) return undefined;
  const found = box.children.find((node) => permalinkOf(node) !== undefined);
  return found && permalinkOf(found);
}

/** Where an `a` without words leads, when it stays on the page. */
function permalinkOf(node: VisibleNode): string | undefined {
  if (node.name !== 'a' || node.children.length > 0) return undefined;
  const href = attribute(node, 'href');
  return href?.startsWith('#') && href.length > 1 ? href.slice(1) : undefined;
}

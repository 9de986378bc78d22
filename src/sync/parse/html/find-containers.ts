import { type Container, isContainer } from './content-containers.ts';
import type { VisibleNode } from './visible-node.ts';

/**
 * For each container the elements that match it, in the order of the page and none inside another.
 * One walk for all of them.
 */
export function findContainers(
  root: VisibleNode,
  containers: readonly Container[],
): ReadonlyMap<Container, readonly VisibleNode[]> {
  const byName = new Map<string, Container[]>();
  for (const container of containers) {
    const name = nameOf(container);
    byName.set(name, [...(byName.get(name) ?? []), container]);
  }
  const found = new Map<Container, VisibleNode[]>(containers.map((container) => [container, []]));
  const open = new Set<Container>();
  visit(root);
  return found;

  function visit(parent: VisibleNode): void {
    for (const child of parent.children) {
      if (child.type === 'text') continue;
      const matched = candidates(child).filter(
        (container) => !open.has(container) && isContainer(child, container),
      );
      for (const container of matched) {
        found.get(container)?.push(child);
        open.add(container);
      }
      visit(child);
      for (const container of matched) open.delete(container);
    }
  }

  function candidates({ classes, attribs }: VisibleNode): readonly Container[] {
    const names = classes.map((className) => `.${className}`);
    if (attribs?.id !== undefined) names.push(`#${attribs.id}`);
    if (attribs?.itemprop !== undefined) names.push('itemprop');
    return names.flatMap((name) => byName.get(name) ?? []);
  }
}

/** The part of a container by which it is looked up. */
function nameOf({ className, id }: Container): string {
  if (className !== undefined) return `.${className}`;
  return id === undefined ? 'itemprop' : `#${id}`;
}

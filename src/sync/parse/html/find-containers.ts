import { type Container, isContainer } from './content-containers.ts';
import type { VisibleNode } from './visible-node.ts';

/** Containers by the part by which they are looked up; made once for all pages. */
export interface ContainerIndex {
  readonly containers: readonly Container[];
  readonly byClass: ReadonlyMap<string, readonly Container[]>;
  readonly byId: ReadonlyMap<string, readonly Container[]>;
  /** Those that only an `itemprop` tells. */
  readonly others: readonly Container[];
}

export function indexContainers(containers: readonly Container[]): ContainerIndex {
  const others = containers.filter(
    ({ className, id }) => className === undefined && id === undefined,
  );
  return {
    containers,
    byClass: Map.groupBy(
      containers.filter(({ className }) => className !== undefined),
      ({ className = '' }) => className,
    ),
    byId: Map.groupBy(
      containers.filter(({ className, id }) => className === undefined && id !== undefined),
      ({ id = '' }) => id,
    ),
    others,
  };
}

/**
 * For each container the elements that match it, in the order of the page and none inside another.
 * One walk for all of them.
 */
export function findContainers(
  root: VisibleNode,
  { containers, byClass, byId, others }: ContainerIndex,
): ReadonlyMap<Container, readonly VisibleNode[]> {
  const found = new Map<Container, VisibleNode[]>(containers.map((container) => [container, []]));
  const open = new Set<Container>();
  visit(root);
  return found;

  function visit(parent: VisibleNode): void {
    for (const child of parent.children) {
      const matched = child.attribs === undefined ? none : matching(child);
      for (const container of matched) {
        found.get(container)?.push(child);
        open.add(container);
      }
      visit(child);
      for (const container of matched) open.delete(container);
    }
  }

  function matching(node: VisibleNode): readonly Container[] {
    const { classes, attribs } = node;
    let matched: Container[] | undefined;
    const take = (candidates: readonly Container[] = none) => {
      for (const container of candidates) {
        if (open.has(container) || !isContainer(node, container)) continue;
        matched ??= [];
        if (!matched.includes(container)) matched.push(container);
      }
    };
    for (const className of classes) take(byClass.get(className));
    if (attribs?.id !== undefined) take(byId.get(attribs.id));
    if (attribs?.itemprop !== undefined) take(others);
    return matched ?? none;
  }
}

const none: readonly Container[] = [];

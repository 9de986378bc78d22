import { type Container, isContainer } from './content-containers.ts';
import type { VisibleNode } from './visible-node.ts';

/** Containers by the part by which they are looked up; made once for all pages. */
export interface ContainerIndex {
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
 * Of each container that is there, the elements that match it, in the order of the page and none
 * inside another. One walk for all of them.
 */
export function findContainers(
  root: VisibleNode,
  index: ContainerIndex,
): ReadonlyMap<Container, readonly VisibleNode[]> {
  const search: Search = { index, found: new Map(), open: new Set() };
  visit(search, root);
  return search.found;
}

interface Search {
  readonly index: ContainerIndex;
  readonly found: Map<Container, VisibleNode[]>;
  /** Those of the elements around. */
  readonly open: Set<Container>;
}

function visit(search: Search, parent: VisibleNode): void {
  const { found, open } = search;
  for (const child of parent.children) {
    if (child.attribs === undefined && child.children.length === 0) continue;
    const matched = child.attribs === undefined ? none : matching(search, child);
    for (const container of matched) {
      const nodes = found.get(container);
      if (nodes === undefined) found.set(container, [child]);
      else nodes.push(child);
      open.add(container);
    }
    visit(search, child);
    for (const container of matched) open.delete(container);
  }
}

function matching({ index, open }: Search, node: VisibleNode): readonly Container[] {
  const { classes, attribs } = node;
  const { byClass, byId, others } = index;
  let matched = none;
  for (const className of classes) {
    const candidates = byClass.get(className);
    if (candidates !== undefined) matched = withMatching(matched, candidates, node, open);
  }
  const candidates = attribs?.id === undefined ? undefined : byId.get(attribs.id);
  if (candidates !== undefined) matched = withMatching(matched, candidates, node, open);
  return attribs?.itemprop === undefined ? matched : withMatching(matched, others, node, open);
}

function withMatching(
  before: readonly Container[],
  candidates: readonly Container[],
  node: VisibleNode,
  open: ReadonlySet<Container>,
): readonly Container[] {
  const matched = [...before];
  for (const container of candidates) {
    if (open.has(container) || !isContainer(node, container)) continue;
    if (!matched.includes(container)) matched.push(container);
  }
  return matched;
}

const none: readonly Container[] = [];

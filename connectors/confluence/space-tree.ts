import { type Acl, type Principal, stableStringify } from '#kit';
import type { ContentNode, NodeDetails, NodeKind, Space } from './content-node.ts';
import type { ConfluenceConfig } from './options.ts';

/** A node and all that no version number tells of it. */
export interface Known {
  readonly node: ContentNode;
  /** Undefined: it could not be learnt who may read it. */
  readonly details: NodeDetails | undefined;
}

export type Lookup = (id: string, kind: NodeKind) => Promise<Known | undefined>;

/** Where a page lies, from the space downwards. */
export interface Place {
  readonly space: Space;
  readonly node: ContentNode;
  readonly labels: readonly string[];
  /** Titles of the space and of what the page lies in. */
  readonly breadcrumb: readonly string[];
  readonly acl: Acl | undefined;
}

/** Pages lie deeper than this only when their parents form a circle. */
const maxDepth = 200;

/**
 * Follows the parents of a node up to the space. Its readers are those who pass its own restriction
 * and that of everything it lies in: an AND of ORs. Whatever cannot be learnt makes the readers unknown.
 */
export async function placeOf(
  known: Known,
  around: {
    readonly space: Space;
    readonly lookup: Lookup;
    readonly spaceReaders: readonly Principal[] | undefined;
    readonly config: Pick<ConfluenceConfig, 'isPublic'>;
  },
): Promise<Place> {
  const { space, lookup, spaceReaders, config } = around;
  const titles: string[] = [];
  const lists: (readonly Principal[])[] = [];
  let isKnown = known.details !== undefined;
  let { parent } = known.node;
  if (known.details && known.details.readers.length > 0) lists.push(known.details.readers);
  for (let depth = 0; parent !== undefined && depth < maxDepth; depth += 1) {
    const above: Known | undefined = await lookup(parent.id, parent.kind);
    if (above === undefined) {
      isKnown = false;
      break;
    }
    titles.unshift(above.node.title);
    if (above.details === undefined) isKnown = false;
    else if (above.details.readers.length > 0) lists.unshift(above.details.readers);
    parent = above.node.parent;
  }
  if (!config.isPublic) {
    if (spaceReaders === undefined) isKnown = false;
    else lists.unshift(spaceReaders);
  }
  return {
    space,
    node: known.node,
    labels: known.details?.labels ?? [],
    breadcrumb: [space.name, ...titles],
    acl: isKnown ? toAcl(lists) : undefined,
  };
}

function toAcl(lists: readonly (readonly Principal[])[]): Acl {
  return lists.length === 0 ? { kind: 'public' } : { kind: 'restricted', allOf: lists };
}

/** Whether everybody who may read `inner` is asked for nothing that `outer` does not ask for too. */
export function coversReaders(outer: Acl | undefined, inner: Acl | undefined): boolean {
  if (inner?.kind === 'public') return true;
  if (inner === undefined || outer?.kind !== 'restricted') return false;
  const given = new Set(outer.allOf.map(asKey));
  return inner.allOf.every((list) => given.has(asKey(list)));
}

function asKey(list: readonly Principal[]): string {
  return list
    .map(({ kind, id }) => stableStringify([kind, id]))
    .sort()
    .join();
}

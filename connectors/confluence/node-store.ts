import { stableStringify } from '#kit';
import type { ContentNode, NodeDetails } from './content-node.ts';
import type { Known } from './space-tree.ts';

/** The nodes of a space, kept small: what many have in common is kept once. */
export interface NodeStore {
  get(id: string): Known | undefined;
  add(node: ContentNode, details: NodeDetails | undefined): void;
  readonly size: number;
  /** In the order of the listing. */
  nodes(): IterableIterator<ContentNode>;
}

export function createNodeStore(): NodeStore {
  const nodes = new Map<string, ContentNode>();
  const detailsById = new Map<string, NodeDetails>();
  const shared = new Map<string, NodeDetails>();
  const authors = new Map<string, ContentNode['author']>();
  const parents = new Map<string, NonNullable<ContentNode['parent']>>();

  function once<Value>(kept: Map<string, Value>, key: string, value: Value): Value {
    const known = kept.get(key);
    if (known !== undefined) return known;
    kept.set(key, value);
    return value;
  }

  return {
    get(id) {
      const node = nodes.get(id);
      return node && { node, details: detailsById.get(id) };
    },
    add(node, details) {
      const { author, parent } = node;
      nodes.set(node.id, {
        ...node,
        author: author && once(authors, JSON.stringify(author), author),
        parent: parent && once(parents, `${parent.kind} ${parent.id}`, parent),
      });
      if (details === undefined) return;
      const { labels, readers } = details;
      const key = stableStringify([...labels, readers.map(({ kind, id }) => [kind, id])]);
      detailsById.set(node.id, once(shared, key, { labels, readers }));
    },
    get size() {
      return nodes.size;
    },
    nodes: () => nodes.values(),
  };
}

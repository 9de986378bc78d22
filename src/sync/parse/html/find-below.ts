import type { VisibleNode } from './visible-node.ts';

/** The first node below, in document order, that the test accepts; however deep the tree is. */
export function findBelow(
  node: VisibleNode,
  accepts: (node: VisibleNode) => boolean,
): VisibleNode | undefined {
  const waiting = node.children.toReversed();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (accepts(next)) return next;
    for (let at = next.children.length - 1; at >= 0; at--) {
      const child = next.children[at];
      if (child !== undefined) waiting.push(child);
    }
  }
  return undefined;
}

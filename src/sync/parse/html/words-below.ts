import { foldWhite } from '#util/fold-white.ts';
import { isHidden } from './hidden.ts';
import type { VisibleNode } from './visible-node.ts';

/** All words below a node in one line, however deep they lie. */
export function wordsBelow(node: VisibleNode): string {
  const found: string[] = [];
  const waiting: VisibleNode[] = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.data !== undefined) found.push(next.data);
    else if (next === node || !isHidden(next)) {
      for (let at = next.children.length - 1; at >= 0; at--) {
        const child = next.children[at];
        if (child !== undefined) waiting.push(child);
      }
    }
  }
  return foldWhite(found.join(' '));
}

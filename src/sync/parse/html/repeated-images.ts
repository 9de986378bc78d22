import { attribute } from './html-node.ts';
import type { VisibleNode } from './visible-node.ts';
import { wordsBelow } from './words-below.ts';

/** With this share of its words somewhere on the page, the alternative text of an illustration adds nothing. */
const minKnownShare = 0.6;
const word = /[\p{L}\p{N}]+/gu;

/**
 * The article without illustrations whose alternative text only repeats words of the page: its title,
 * its text or the caption. Images in the middle of a line belong to the sentence and stay.
 */
export function withoutRepeatedImages(article: VisibleNode, page: VisibleNode): VisibleNode {
  let known: ReadonlySet<string> | undefined;
  return visit(article);

  function visit(node: VisibleNode): VisibleNode {
    if (node.children.length === 0) return node;
    const inLine = node.children.some((child) => child.type === 'text' && child.size > 0);
    let isChanged = false;
    const children: VisibleNode[] = [];
    for (const child of node.children) {
      if (child.name === 'img' && !inLine && isRepeated(child)) {
        isChanged = true;
        continue;
      }
      const kept = visit(child);
      isChanged ||= kept !== child;
      children.push(kept);
    }
    return isChanged ? { ...node, children } : node;
  }

  function isRepeated(image: VisibleNode): boolean {
    const words = (attribute(image, 'alt') ?? '').toLowerCase().match(word) ?? [];
    if (words.length === 0) return true;
    known ??= new Set(wordsBelow(page).toLowerCase().match(word));
    const repeated = words.filter((one) => known?.has(one));
    return repeated.length >= minKnownShare * words.length;
  }
}

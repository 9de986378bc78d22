import { attribute } from './html-node.ts';
import type { VisibleNode } from './visible-node.ts';
import { wordsBelow } from './words-below.ts';

/** With this share of its words in the article, the alternative text of an illustration adds nothing. */
const minKnownShare = 0.6;
const word = /[\p{L}\p{N}]+/gu;

/**
 * An article without the illustrations whose alternative text only repeats what the whole of it says,
 * captions included. Images in the middle of a line belong to the sentence and stay.
 */
export function withoutRepeatedImages(article: VisibleNode, whole: VisibleNode): VisibleNode {
  let known: ReadonlySet<string> | undefined;
  return visit(article);

  function visit(node: VisibleNode): VisibleNode {
    const inLine = node.children.some((child) => child.type === 'text' && child.size > 0);
    let isChanged = false;
    const children = node.children.flatMap((child) => {
      const kept = child.name === 'img' && !inLine && isRepeated(child) ? [] : [visit(child)];
      isChanged ||= kept[0] !== child;
      return kept;
    });
    return isChanged ? { ...node, children } : node;
  }

  function isRepeated(image: VisibleNode): boolean {
    const words = (attribute(image, 'alt') ?? '').toLowerCase().match(word) ?? [];
    known ??= new Set(wordsBelow(whole).toLowerCase().match(word));
    return words.filter((one) => known?.has(one)).length >= minKnownShare * words.length;
  }
}

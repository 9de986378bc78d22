import type { Block } from '#core/block.ts';

/**
 * Finds where a link to a chunk leads inside its section: the anchor of the last block at or above
 * `start` that has one of its own, else the section's. Ask in the order of the text.
 */
export function nearestAnchor(
  blocks: readonly Block[],
  sectionAnchor: string | undefined,
): (start: number) => string | undefined {
  let next = 0;
  let anchor = sectionAnchor;
  return (start) => {
    for (let block = blocks[next]; block && block.start <= start; block = blocks[++next]) {
      anchor = block.anchor ?? anchor;
    }
    return anchor;
  };
}

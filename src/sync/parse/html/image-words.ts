import { attribute } from './html-node.ts';
import type { VisibleNode } from './visible-node.ts';
import { wordsBelow } from './words-below.ts';
import type { Around } from './write-blocks.ts';

/** How far out a caption may stand, in elements. */
const captionReach = 3;
/** Boxes with more text than this are no captions. */
const maxCaptionSize = 2_000;
/** What editors write when nobody describes a picture. */
const empty =
  /^(?:\S+\.(?:png|jpe?g|gif|svg|webp|avif)|(?:image|img|picture|photo|screenshot|untitled|logo)?[\s_#-]*\d*|[^\p{L}\p{N}]*)$/iu;

/** The alternative text of images, where it says something that the page does not say beside it. */
export interface ImageWords {
  of(image: VisibleNode, around: Around): string;
  /** These words need no repeating. */
  said(words: string): void;
}

export function createImageWords(): ImageWords {
  const said = new Set<string>();
  const wordsOf = new Map<VisibleNode, string>();
  return {
    of(image, around) {
      const alt =
        attribute(image, 'alt')
          ?.replace(/\s+/g, ' ')
          .replace(/^\[(.*)\]$/, '$1')
          .trim() ?? '';
      if (empty.test(alt) || said.has(alt.toLowerCase()) || isCaptioned(alt, around)) return '';
      said.add(alt.toLowerCase());
      return ` ${alt} `;
    },
    said(words) {
      said.add(words.toLowerCase());
    },
  };

  function isCaptioned(alt: string, around: Around): boolean {
    let place: Around | undefined = around;
    for (let at = 0; at < captionReach && place !== undefined; at++, place = place.outer) {
      const { node } = place;
      if (node.size > maxCaptionSize) return false;
      const words = wordsOf.get(node) ?? wordsBelow(node);
      wordsOf.set(node, words);
      if (words.includes(alt)) return true;
    }
    return false;
  }
}

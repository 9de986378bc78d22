import type { Block } from '#core/block.ts';
import { isHiddenStretch } from './hidden-stretch.ts';
import type { Section } from './sections.ts';
import type { TokenRuler } from './token-ruler.ts';

/** Fewer tokens than this find nothing on their own. */
export const tinyTokens = 32;

/** Sections that are chunked together, under the heading path and anchor of one of them. */
export interface SectionGroup {
  readonly section: Section;
  /** Never empty. */
  readonly blocks: readonly Block[];
  /** Tokens from the first block to the last; Infinity where hidden text between two ends a chunk. */
  readonly tokens: number;
}

/**
 * Puts tiny sections to a neighbour. A section that is not tiny always keeps its own chunks, path and
 * anchor:
 *
 * - a heading without text, or with a few words, goes into its first subsection and takes that one's
 *   path, which names it;
 * - any other tiny section goes behind its parent or the sibling before it, if both fit into a chunk.
 *   Where their parent stands at the head of that chunk, its path and anchor are those of them all.
 */
export function groupSections(
  text: string,
  sections: readonly Section[],
  ruler: TokenRuler,
  maxTokens: number,
): readonly SectionGroup[] {
  const groups: SectionGroup[] = [];
  let leading: readonly Section[] = [];
  /** What went into the first subsection of the last group. */
  let heads: readonly Section[] = [];
  for (const [index, section] of sections.entries()) {
    const isTiny = measured(section.blocks) < tinyTokens;
    const isBare = section.blocks.every((block) => block.kind === 'heading');
    const next = sections[index + 1];
    if ((isTiny || isBare) && next && next.level > section.level) {
      leading = [...leading, section];
      continue;
    }
    const last = groups.at(-1);
    if (isTiny && leading.length === 0 && last && isParentOrSibling(last.section, section)) {
      const joined = [...last.blocks, ...section.blocks];
      const tokens = measured(joined);
      if (tokens <= maxTokens) {
        const parent = heads.find((head) => isSame(head.headings, section.headings.slice(0, -1)));
        groups[groups.length - 1] = { section: parent ?? last.section, blocks: joined, tokens };
        continue;
      }
    }
    const blocks = [...leading, section].flatMap((part) => part.blocks);
    groups.push({ section, blocks, tokens: measured(blocks) });
    heads = leading;
    leading = [];
  }
  return groups;

  function measured(blocks: readonly Block[]): number {
    const [first] = blocks;
    let last = first;
    for (const block of blocks) {
      if (last && block !== first && isHiddenStretch(text, last.end, block.start)) {
        return Number.POSITIVE_INFINITY;
      }
      last = block;
    }
    return first && last ? ruler.tokens(first.start, last.end) : 0;
  }
}

function isParentOrSibling(before: Section, section: Section): boolean {
  const parent = section.headings.slice(0, -1);
  return isSame(parent, before.headings) || isSame(parent, before.headings.slice(0, -1));
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}

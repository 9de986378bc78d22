import type { Measure, MeasuredBlocks } from './measure.ts';
import type { Section } from './sections.ts';

/** Fewer tokens than this find nothing on their own. */
export const tinyTokens = 32;

/** Sections that are chunked together, under the heading path and anchor of one of them. */
export interface SectionGroup extends MeasuredBlocks {
  readonly section: Section;
}

/**
 * Puts tiny sections to a neighbour. A section that is not tiny always keeps its own chunks, path and
 * anchor:
 *
 * - a heading without text, or with a few words, goes into its first subsection and takes that one's
 *   path, which names it;
 * - any other tiny section goes behind its parent or the sibling before it, if both fit into a chunk.
 */
export function groupSections(
  sections: readonly Section[],
  measure: Measure,
): readonly SectionGroup[] {
  const groups: SectionGroup[] = [];
  let leading: MeasuredBlocks | undefined;
  for (const [index, section] of sections.entries()) {
    const own = { blocks: section.blocks, tokens: measure.blocks(section.blocks) };
    const isTiny = own.tokens < tinyTokens;
    const isBare = section.blocks.every((block) => block.kind === 'heading');
    const next = sections[index + 1];
    const all = leading ? join(leading, own, measure) : own;
    if ((isTiny || isBare) && next && next.level > section.level) {
      leading = all;
      continue;
    }
    const last = groups.at(-1);
    if (isTiny && !leading && last && isParentOrSibling(last.section, section)) {
      const joined = join(last, own, measure);
      if (joined.tokens !== Number.POSITIVE_INFINITY) {
        groups[groups.length - 1] = { section: last.section, ...joined };
        continue;
      }
    }
    groups.push({ section, ...all });
    leading = undefined;
  }
  return groups;
}

function join(first: MeasuredBlocks, second: MeasuredBlocks, measure: Measure): MeasuredBlocks {
  return {
    blocks: [...first.blocks, ...second.blocks],
    tokens: measure.joined(first, second),
  };
}

function isParentOrSibling(before: Section, section: Section): boolean {
  const parent = section.headings.slice(0, -1);
  return isSame(parent, before.headings) || isSame(parent, before.headings.slice(0, -1));
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}

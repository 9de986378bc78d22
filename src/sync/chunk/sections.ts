import type { Block, Parsed } from '#core/block.ts';

/** What stands under one heading, up to the next one. */
export interface Section {
  /** Outermost first, its own heading last; empty before the first heading. */
  readonly headings: readonly string[];
  readonly anchor: string | undefined;
  /** 0 before the first heading. */
  readonly level: number;
  /** Its heading first, if it has one. Never empty. */
  readonly blocks: readonly Block[];
}

/** A document's sections in order. Headings that skip a level hang under the nearest higher one. */
export function sectionsOf(parsed: Parsed): readonly Section[] {
  const sections: Section[] = [];
  const path: { readonly level: number; readonly text: string }[] = [];
  let blocks: Block[] = [];
  for (const block of parsed.blocks) {
    const { heading } = block;
    if (heading || sections.length === 0) {
      blocks = [];
      if (heading) {
        while ((path.at(-1)?.level ?? 0) >= heading.level) path.pop();
        path.push(heading);
      }
      sections.push({
        headings: path.map((entry) => entry.text).filter((text) => text !== ''),
        anchor: heading?.anchor,
        level: heading?.level ?? 0,
        blocks,
      });
    }
    blocks.push(block);
  }
  return sections;
}

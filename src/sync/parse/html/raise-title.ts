import type { Block } from '#core/block.ts';

/**
 * Reference pages often give the name of the page and the sections about it headings of one level, and
 * none of the first. The heading that says what the page is called then stands above the others, so
 * that `Synopsis` is that of something.
 */
export function raiseTitle(blocks: readonly Block[], title: string | undefined): readonly Block[] {
  const first = blocks.find(({ heading }) => heading !== undefined);
  const level = first?.heading?.level ?? 1;
  if (title === undefined || first?.heading === undefined || level === 1) return blocks;
  const levels = blocks.flatMap(({ heading }) => heading?.level ?? []);
  const isOneOfEquals =
    levels.every((other) => other >= level) && levels.filter((other) => other === level).length > 1;
  if (!isOneOfEquals || !names(title, first.heading.text)) return blocks;
  const raised: Block = { ...first, heading: { ...first.heading, level: 1 } };
  return blocks.map((block) => (block === first ? raised : block));
}

/** Whether a page's title is these words, alone or before the name of the site. */
function names(title: string, words: string): boolean {
  const rest = fold(title).startsWith(fold(words)) ? fold(title).slice(fold(words).length) : 'x';
  return words !== '' && /^(?:$|\s*[-–—|:·»(])/.test(rest);
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}

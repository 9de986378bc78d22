import type { Block } from '#core/block.ts';

/** Lines that may stand above the title: links to the sections, the name of the module. */
const maxLinesAbove = 4;
const maxLevel = 6;

/**
 * Reference pages often give the name of the page and the sections about it headings of one level, and
 * none of the first. The heading that says what the page is called then stands above the others, so
 * that `Synopsis` is that of something.
 */
export function raiseTitle(
  blocks: readonly Block[],
  options: { readonly text: string; readonly title: string | undefined },
): readonly Block[] {
  const { title } = options;
  const found = titleLine(blocks, options);
  if (found !== undefined) return found;
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

/**
 * A line above all headings that the page is called after is its title, where no heading is. Headings
 * of the first level are then those of its sections.
 */
function titleLine(
  blocks: readonly Block[],
  { text, title }: { readonly text: string; readonly title: string | undefined },
): readonly Block[] | undefined {
  if (title === undefined) return undefined;
  const tops = blocks.flatMap(({ heading }) => (heading?.level === 1 ? [heading.text] : []));
  if (tops.some((words) => names(title, words) || closes(title, words))) return undefined;
  const end = blocks.findIndex(({ heading }) => heading !== undefined);
  if (end < 0) return undefined;
  const at = blocks.slice(0, Math.min(end, maxLinesAbove)).findIndex((block) => {
    const line = text.slice(block.start, block.end);
    if (block.kind !== 'paragraph') return false;
    return names(title, line) || (tops.length !== 1 && closes(title, line));
  });
  const line = blocks[at];
  if (line === undefined) return undefined;
  const heading = { level: 1, text: text.slice(line.start, line.end), anchor: line.anchor };
  const titled = blocks.with(at, { kind: 'heading', start: line.start, end: line.end, heading });
  return tops.length === 0
    ? titled
    : titled.map((block, place) => (place === at ? block : lowered(block)));
}

function lowered(block: Block): Block {
  const { heading } = block;
  return heading === undefined
    ? block
    : { ...block, heading: { ...heading, level: Math.min(heading.level + 1, maxLevel) } };
}

/** Whether a page's title ends with these words, after the name of the site. */
function closes(title: string, words: string): boolean {
  const whole = fold(title);
  const rest = whole.endsWith(fold(words)) ? whole.slice(0, whole.length - fold(words).length) : '';
  return words !== '' && /[-–—|:·»]\s*$/.test(rest);
}

/** Whether a page's title is these words, alone or before the name of the site. */
function names(title: string, words: string): boolean {
  const rest = fold(title).startsWith(fold(words)) ? fold(title).slice(fold(words).length) : 'x';
  return words !== '' && /^(?:$|\s*[-–—|:·»(])/.test(rest);
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}

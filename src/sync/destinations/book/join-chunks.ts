import type { Chunk } from '#core/chunk.ts';

/** One chunk without what it repeats of the one before. */
export interface Passage {
  readonly text: string;
  /** What stood between it and the one before. */
  readonly gap: '' | '\n' | '\n\n';
  readonly headings: readonly string[];
  readonly anchor: string | undefined;
}

/** The document that chunks were cut out of: overlaps and repeated table headers are taken out again. */
export function joinChunks(chunks: readonly Chunk[]): readonly Passage[] {
  let previous: Chunk | undefined;
  return chunks.map((chunk) => {
    const { text, start, end, headings, anchor } = chunk;
    const follows = previous !== undefined && start > previous.start;
    const ownLength = Math.min(text.length, end - start);
    const own = follows ? text.slice(text.length - ownLength) : text;
    const between = previous === undefined ? 0 : start - previous.end;
    const gap = previous === undefined ? '' : gapOf(follows ? between : 2);
    previous = chunk;
    return { text: between < 0 && follows ? own.slice(-between) : own, gap, headings, anchor };
  });
}

function gapOf(characters: number): Passage['gap'] {
  if (characters <= 0) return '';
  return characters === 1 ? '\n' : '\n\n';
}

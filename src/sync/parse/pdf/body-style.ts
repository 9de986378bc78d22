import type { DrawnLine, TextLine } from './text-line.ts';

/** How most of a document's text is set. */
export interface BodyStyle {
  /** Points. */
  readonly size: number;
  readonly isBold: boolean;
  readonly isMono: boolean;
  /** From baseline to baseline, in sizes. */
  readonly leading: number;
}

const usualLeading = 1.2;

export function bodyStyle(pages: readonly (readonly TextLine[])[]): BodyStyle {
  const size = usualSize(pages);
  let all = 0;
  let bold = 0;
  let mono = 0;
  const leadings = new Map<number, number>();
  for (const lines of pages) {
    for (const [at, line] of lines.entries()) {
      if (roundedSize(line.size) !== size) continue;
      all += line.text.length;
      if (line.isBold) bold += line.text.length;
      if (line.isMono) mono += line.text.length;
      const before = lines[at - 1];
      const step = before === undefined ? 0 : (line.y - before.y) / line.size;
      if (before && roundedSize(before.size) === size && step > 0.8 && step < 3) {
        const key = Math.round(step * 20) / 20;
        leadings.set(key, (leadings.get(key) ?? 0) + 1);
      }
    }
  }
  return {
    size,
    isBold: bold * 2 > all,
    isMono: mono * 2 > all,
    leading: mostCounted(leadings) ?? usualLeading,
  };
}

/** The size of most of the text. */
export function usualSize(pages: readonly (readonly DrawnLine[])[]): number {
  const sizes = new Map<number, number>();
  for (const { size, text } of pages.flat()) {
    const key = roundedSize(size);
    sizes.set(key, (sizes.get(key) ?? 0) + text.length);
  }
  return mostCounted(sizes) ?? 0;
}

/** Sizes that nobody can tell apart are one. */
export function roundedSize(size: number): number {
  return Math.round(size * 2) / 2;
}

/** Of several, the smallest. */
function mostCounted(counts: ReadonlyMap<number, number>): number | undefined {
  let best: number | undefined;
  let most = 0;
  for (const [value, count] of counts) {
    const isSmaller = count === most && best !== undefined && value < best;
    if (count > most || isSmaller) [best, most] = [value, count];
  }
  return best;
}

import { roundedSize } from './body-style.ts';
import { foldHeading } from './fold-heading.ts';
import type { TextLine } from './text-line.ts';
import { wideCells } from './wide-cells.ts';

/** Baselines at the top and bottom of a page that can be a header or footer. */
const edgeDepth = 2;
const minPageCount = 3;
/** Left and right pages often have headers of their own, so that each stands on half of them. */
const minShare = 0.4;
/** Where most pages begin or end at one height with a gap behind, that is the place of headers. */
const minBandShare = 0.6;
const minBandGap = 1.6;
const minBandPageCount = 6;
/** What is longer is no title of a chapter. */
const maxHeaderLength = 100;

export interface PageLines {
  readonly lines: readonly TextLine[];
  /** Headers and footers that stay, as nothing else says their words. */
  readonly edges: ReadonlySet<TextLine>;
}

/**
 * Takes out headers, footers and page numbers: lines that stand at the edge of many pages and differ
 * in their digits at most, and in a place that is kept for headers those of a chapter too. The first of
 * each kind stays, unless the text says the same elsewhere: no words are lost.
 */
export function withoutRunningLines(pages: readonly (readonly TextLine[])[]): readonly PageLines[] {
  const edges = pages.map(edgesOf);
  const isInBand = headerBands(pages, edges);
  const counts = new Map<string, number>();
  for (const edge of edges) {
    for (const key of new Set(edge.map(keyOf))) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const least = Math.max(minPageCount, pages.length * minShare);
  const offsets = pageNumberOffsets(edges);
  const isRunning = (line: TextLine) => {
    if (/^\d+$/.test(line.text) && offsets.has(Number(line.text) - line.page)) return true;
    const count = counts.get(keyOf(line)) ?? 0;
    return count >= (line.tag?.isArtifact || isInBand(line) ? 2 : least);
  };
  const running = new Set(edges.flat().filter(isRunning));
  if (running.size === 0) return pages.map((lines) => ({ lines, edges: new Set() }));
  const said = new Set<string>();
  for (const line of pages.flat()) {
    const isShort = line.text.length <= maxHeaderLength;
    if (isShort && !running.has(line)) said.add(foldHeading(line.text));
  }
  const kept = new Set<string>();
  return pages.map((lines) => {
    const stays = new Set<TextLine>();
    for (const line of lines) {
      if (!running.has(line)) continue;
      const key = keyOf(line);
      const isSaid = kept.has(key) || isSaidElsewhere(line, said);
      if (!isSaid && !isPageNumber(line.text)) stays.add(line);
      kept.add(key);
    }
    return { lines: lines.filter((line) => !running.has(line) || stays.has(line)), edges: stays };
  });
}

/** By how much the numbers at the edges run ahead of the pages, where they keep in step with them. */
function pageNumberOffsets(edges: readonly (readonly TextLine[])[]): ReadonlySet<number> {
  const counts = new Map<number, number>();
  for (const edge of edges) {
    const numbers = edge.flatMap(({ text, page }) =>
      /^\d+$/.test(text) ? Number(text) - page : [],
    );
    for (const offset of new Set(numbers)) counts.set(offset, (counts.get(offset) ?? 0) + 1);
  }
  const least = Math.max(2, edges.length * minShare);
  return new Set([...counts].filter(([, count]) => count >= least).map(([offset]) => offset));
}

/** The lines of the outermost baselines, and what the document itself calls decoration. */
function edgesOf(lines: readonly TextLine[]): readonly TextLine[] {
  const upright = lines.filter(({ isAside }) => !isAside).sort((a, b) => a.y - b.y);
  const edges = new Set([
    ...outermost(upright),
    ...outermost(upright.reverse()),
    ...lines.filter(({ tag }) => tag?.isArtifact),
  ]);
  return [...edges];
}

function outermost(lines: readonly TextLine[]): readonly TextLine[] {
  const taken: TextLine[] = [];
  let depth = 0;
  for (const line of lines) {
    const last = taken.at(-1);
    if (last === undefined || Math.abs(last.y - line.y) > line.size * 0.5) depth++;
    if (depth > edgeDepth) break;
    taken.push(line);
  }
  return taken;
}

/** Whether a line stands at a height where most pages have one line apart from their text. */
function headerBands(
  pages: readonly (readonly TextLine[])[],
  edges: readonly (readonly TextLine[])[],
): (line: TextLine) => boolean {
  const heights = new Map<number, number>();
  for (const [at, lines] of pages.entries()) {
    const { top, belowTop, bottom, aboveBottom } = extentOf(lines);
    const apart = new Set<number>();
    for (const line of edges[at] ?? []) {
      const gap =
        line.y < top + 1 ? belowTop - line.y : line.y > bottom - 1 ? line.y - aboveBottom : 0;
      if (gap > line.size * minBandGap) apart.add(bandOf(line));
    }
    for (const height of apart) heights.set(height, (heights.get(height) ?? 0) + 1);
  }
  const least = Math.max(minBandPageCount, pages.length * minBandShare);
  return (line) => (heights.get(bandOf(line)) ?? 0) >= least;
}

/** The outermost baselines and those next to them. */
function extentOf(lines: readonly TextLine[]) {
  const heights = lines.filter(({ isAside }) => !isAside).map(({ y }) => y);
  const least = (from: number) =>
    heights.reduce((best, y) => (y > from && y < best ? y : best), Number.POSITIVE_INFINITY);
  const most = (to: number) =>
    heights.reduce((best, y) => (y < to && y > best ? y : best), Number.NEGATIVE_INFINITY);
  const top = least(Number.NEGATIVE_INFINITY);
  const bottom = most(Number.POSITIVE_INFINITY);
  return { top, belowTop: least(top + 1), bottom, aboveBottom: most(bottom - 1) };
}

function bandOf({ y }: TextLine): number {
  return Math.round(y / 2);
}

/** A heading below the header can say the same in larger letters. */
function keyOf({ text, size }: TextLine): string {
  const words = isPageNumber(text) ? '#' : text.replace(/\d+/g, '#').toLowerCase();
  return `${words} ${roundedSize(size)}`;
}

function isPageNumber(text: string): boolean {
  return /^[ivxlc]+$/i.test(text) || !/\p{L}/u.test(text);
}

/** As a whole, or each of the pieces that stand apart in it. */
function isSaidElsewhere(line: TextLine, said: ReadonlySet<string>): boolean {
  if (said.has(foldHeading(withoutEdgeNumber(line.text)))) return true;
  const pieces = wideCells(line)
    .map(({ text }) => text)
    .filter((text) => !isPageNumber(text));
  return pieces.every((text) => said.has(foldHeading(withoutEdgeNumber(text))));
}

/** The number of its page stands at one end of a header. */
function withoutEdgeNumber(text: string): string {
  return text.replace(/^\s*(?:\d+|[ivxlc]+)\s+(?=\S{2})|\s+(?:\d+|[ivxlc]+)\s*$/gi, '');
}

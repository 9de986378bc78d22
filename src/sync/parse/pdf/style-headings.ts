import type { BodyStyle } from './body-style.ts';
import { type HeadingCandidate, headingCandidates, styleOf } from './heading-candidates.ts';
import { isChapterNumber, type PdfHeading } from './pdf-heading.ts';
import type { TextLine } from './text-line.ts';

/** A style that is used for more than this of the text, or mostly for other lines, is no heading's. */
const maxShare = 0.2;
const minCandidateShare = 0.6;
/** Of the lines of a fat style that is no larger than the text: how many stand above text. */
const minAboveText = 0.5;
/** A style that occurs once is believed only when it is this much larger than the text. */
const sureRatio = 1.3;
const maxLevel = 6;

/**
 * Headings of a document that names none: lines in larger or fatter letters than its text, with space
 * above, in a style that keeps to such lines. Where that is not sure, a line stays text.
 */
export function styleHeadings(
  pages: readonly (readonly TextLine[])[],
  body: BodyStyle,
  isTaken: (line: TextLine) => boolean,
): readonly PdfHeading[] {
  const byPage = pages.map((lines) => headingCandidates(lines, body, isTaken));
  const styles = acceptedStyles(pages, byPage.flat(), body);
  const title = titleOf(pages, byPage, body);
  const chosen = byPage.map((candidates, page) =>
    candidates.filter(
      (candidate) =>
        candidate === title ||
        (styles.has(candidate.style) && !(page === title?.lines[0]?.page && isOnCover(candidate))),
    ),
  );
  // What stands around the title before any text are names and dates.
  function isOnCover(candidate: HeadingCandidate): boolean {
    return !candidate.hasTextBelow && (styles.get(candidate.style)?.pageCount ?? 0) < 2;
  }
  const levels = levelsOf(chosen.flat(), title);
  const headings: PdfHeading[] = [];
  for (const candidates of chosen) {
    let above: HeadingCandidate | undefined;
    for (const candidate of candidates) {
      const level = levels(candidate);
      const before = headings.at(-1);
      if (above && before && isChapterNumber(above.text) && follows(above, candidate)) {
        headings[headings.length - 1] = {
          lines: [...before.lines, ...candidate.lines],
          level: Math.min(before.level, level),
        };
      } else headings.push({ lines: candidate.lines, level });
      above = candidate;
    }
  }
  return headings;
}

function follows(above: HeadingCandidate, candidate: HeadingCandidate): boolean {
  const from = above.lines.at(-1);
  const to = candidate.lines[0];
  return from !== undefined && to !== undefined && to.y > from.y && to.y - from.y < to.size * 5;
}

interface Style {
  readonly pageCount: number;
}

function acceptedStyles(
  pages: readonly (readonly TextLine[])[],
  candidates: readonly HeadingCandidate[],
  body: BodyStyle,
): ReadonlyMap<string, Style> {
  const lengths = new Map<string, number>();
  let length = 0;
  for (const line of pages.flat()) {
    length += line.text.length;
    lengths.set(styleOf(line), (lengths.get(styleOf(line)) ?? 0) + line.text.length);
  }
  const accepted = new Map<string, Style>();
  for (const [style, all] of Map.groupBy(candidates, (candidate) => candidate.style)) {
    const own = all.reduce((sum, { text }) => sum + text.length, 0);
    const pageCount = new Set(all.map(({ lines }) => lines[0]?.page)).size;
    const isKept = own <= length * maxShare && own >= (lengths.get(style) ?? 0) * minCandidateShare;
    const first = all[0];
    if (!isKept || first === undefined) continue;
    const aboveText = all.filter(({ hasTextBelow }) => hasTextBelow).length;
    const numbered = all.filter(({ numberDepth }) => numberDepth > 0).length;
    const isSure = first.isLarge
      ? all.length > 1 || numbered > 0 || (aboveText > 0 && first.size >= body.size * sureRatio)
      : (all.length > 1 && aboveText >= all.length * minAboveText) ||
        (numbered > 1 && numbered >= all.length * minAboveText);
    if (isSure) accepted.set(style, { pageCount });
  }
  return accepted;
}

/** The largest letters of the first page that has text, when they are larger than all behind them. */
function titleOf(
  pages: readonly (readonly TextLine[])[],
  byPage: readonly (readonly HeadingCandidate[])[],
  body: BodyStyle,
): HeadingCandidate | undefined {
  const page = pages.findIndex((lines) => lines.length > 0);
  const largest = (byPage[page] ?? []).reduce<HeadingCandidate | undefined>(
    (best, candidate) => (best && best.size >= candidate.size ? best : candidate),
    undefined,
  );
  if (largest === undefined || largest.size < body.size * sureRatio) return undefined;
  const others = byPage.flat().filter((candidate) => candidate !== largest);
  return others.every(({ size }) => size < largest.size) ? largest : undefined;
}

/** Larger letters are further up; of equal ones, the fatter; numbers within one style tell the rest. */
function levelsOf(
  candidates: readonly HeadingCandidate[],
  title: HeadingCandidate | undefined,
): (candidate: HeadingCandidate) => number {
  const styles = new Map<string, { size: number; isBold: boolean; depth: number; order: number }>();
  for (const { style, size, lines, numberDepth, text } of candidates) {
    const known = styles.get(style);
    const depth = isChapterNumber(text) ? 0 : numberDepth;
    if (known === undefined) {
      styles.set(style, { size, isBold: lines[0]?.isBold ?? false, depth, order: styles.size });
    } else if (depth > 0 && (known.depth === 0 || depth < known.depth)) known.depth = depth;
  }
  const ranked = [...styles].sort(
    ([, a], [, b]) =>
      b.size - a.size ||
      a.depth - b.depth ||
      Number(b.isBold) - Number(a.isBold) ||
      a.order - b.order,
  );
  const ranks = new Map(ranked.map(([style], at) => [style, at + 1]));
  return (candidate) => {
    if (candidate === title) return 1;
    const own = styles.get(candidate.style)?.depth ?? 0;
    const below = own > 0 && candidate.numberDepth > own ? candidate.numberDepth - own : 0;
    return Math.min(maxLevel, (ranks.get(candidate.style) ?? 1) + below);
  };
}

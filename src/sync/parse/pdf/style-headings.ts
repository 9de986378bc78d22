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
/** So many headings may be as large as the title or larger, and it is still one. */
const maxLarger = 1;

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
  const chosen = byPage.map((candidates) => {
    const textAt = candidates.findIndex(
      ({ hasTextBelow, isNumbered }) => hasTextBelow || isNumbered,
    );
    const isCover = title !== undefined && candidates.includes(title);
    return candidates.filter((candidate, at) => {
      if (candidate === title) return true;
      // What stands around the title before any text are names and dates.
      return styles.has(candidate.style) && !(isCover && (textAt < 0 || at < textAt));
    });
  });
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

function acceptedStyles(
  pages: readonly (readonly TextLine[])[],
  candidates: readonly HeadingCandidate[],
  body: BodyStyle,
): ReadonlySet<string> {
  const lengths = new Map<string, number>();
  let length = 0;
  for (const line of pages.flat()) {
    length += line.text.length;
    lengths.set(styleOf(line), (lengths.get(styleOf(line)) ?? 0) + line.text.length);
  }
  const accepted = new Set<string>();
  for (const [style, all] of Map.groupBy(candidates, (candidate) => candidate.style)) {
    const own = all.reduce((sum, { text }) => sum + text.length, 0);
    const first = all[0];
    // Fat lines with numbers have a style of their own among the candidates alone.
    const styleLength = lengths.get(style) ?? 0;
    const isKept = own <= length * maxShare && own >= styleLength * minCandidateShare;
    if (!isKept || first === undefined) continue;
    const aboveText = all.filter(({ hasTextBelow }) => hasTextBelow).length;
    const numbered = all.filter(({ isNumbered }) => isNumbered).length;
    const isSure = first.isLarge
      ? all.length > 1 || numbered > 0 || (aboveText > 0 && first.size >= body.size * sureRatio)
      : (all.length > 1 && aboveText >= all.length * minAboveText) ||
        (numbered > 1 && numbered >= all.length * minAboveText);
    if (isSure) accepted.add(style);
  }
  return accepted;
}

/** The largest letters of the first page that has text, when hardly any behind them are as large. */
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
  return others.filter(({ size }) => size >= largest.size).length <= maxLarger
    ? largest
    : undefined;
}

/** Larger letters are further up; of equal ones, the fatter. Where there are numbers, they decide. */
function levelsOf(
  candidates: readonly HeadingCandidate[],
  title: HeadingCandidate | undefined,
): (candidate: HeadingCandidate) => number {
  const styles = [...Map.groupBy(candidates, ({ style }) => style).values()].flatMap(
    ([first]) => first ?? [],
  );
  const depths = new Map(
    styles.map(({ style }) => [
      style,
      Math.min(...candidates.filter((one) => one.style === style).map(numberedDepth)),
    ]),
  );
  const depthOf = ({ style }: HeadingCandidate) => depths.get(style) ?? 0;
  const isBold = ({ lines }: HeadingCandidate) => Number(lines[0]?.isBold ?? false);
  const ranked = styles.toSorted(
    (a, b) => b.size - a.size || depthOf(a) - depthOf(b) || isBold(b) - isBold(a),
  );
  const ranks = new Map<string, number>();
  let rank = 1;
  for (const { style } of ranked) {
    ranks.set(style, rank);
    // What stands alone in its style is no level of its own.
    const count = candidates.filter((one) => one.style === style).length;
    if (count > 1 || style === title?.style) rank++;
  }
  const rankOf = ({ style }: HeadingCandidate) => ranks.get(style) ?? 1;
  const numbered = candidates.filter((one) => one !== title && one.numberDepth > 0);
  const top = Math.min(...numbered.map(({ numberDepth }) => numberDepth));
  const base = mostCommon(numbered.filter((one) => one.numberDepth === top).map(rankOf));
  return (candidate) => {
    if (candidate === title) return 1;
    if (candidate.numberDepth === 0 || base === undefined)
      return Math.min(maxLevel, rankOf(candidate));
    return Math.min(maxLevel, base + candidate.numberDepth - top);
  };
}

/** Without a number, deepest of all. */
function numberedDepth({ numberDepth }: HeadingCandidate): number {
  return numberDepth === 0 ? maxLevel : numberDepth;
}

function mostCommon(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce<readonly [number, number] | undefined>(
    (best, entry) => (best && best[1] >= entry[1] ? best : entry),
    undefined,
  )?.[0];
}

import { foldHeading } from './fold-heading.ts';
import type { OutlineEntry } from './outline.ts';
import { isChapterNumber, type PdfHeading } from './pdf-heading.ts';
import type { TextLine } from './text-line.ts';

/** Long headings run over so many lines at most. */
const maxLines = 4;
/** How many bookmarks may be passed over to find the next one that stands in the text. */
const maxMissing = 5;
/** More headings on one page are its table of contents, where bookmarks do not tell their page. */
const maxHeadingsPerPage = 12;
/** No page has more, and no heading is as long. */
const maxLineCount = 2_000;
const maxLength = 400;
/** Points that a bookmark may point away from its heading. */
const maxDistance = 90;

/**
 * The lines that say what the bookmarks say, with or without a number in front: on the page that the
 * bookmark leads to, or else, as bookmarks are in order, the next ones that do.
 */
export function outlineHeadings(
  pages: readonly (readonly TextLine[])[],
  outline: readonly OutlineEntry[],
): readonly PdfHeading[] {
  if (outline.every(({ page }) => page === undefined)) return inOrder(pages, outline);
  const headings: PdfHeading[] = [];
  const taken = new Set<TextLine>();
  for (const entry of outline) {
    const lines = entry.page === undefined ? undefined : pages[entry.page];
    const found = lines && standingOn(lines, entry, taken);
    if (found === undefined) continue;
    for (const line of found) taken.add(line);
    headings.push({ lines: found, level: entry.level });
  }
  return headings;
}

/** Of several places with the words of a bookmark: the one that it points to, or the largest letters. */
function standingOn(
  lines: readonly TextLine[],
  { title, y }: OutlineEntry,
  taken: ReadonlySet<TextLine>,
): readonly TextLine[] | undefined {
  const wanted = foldHeading(title);
  if (wanted === '' || lines.length > maxLineCount) return undefined;
  let best: readonly TextLine[] | undefined;
  let bestRank = Number.NEGATIVE_INFINITY;
  for (const at of lines.keys()) {
    const found = matchAt(lines, at, wanted);
    const [first] = found ?? [];
    if (found === undefined || first === undefined || found.some((line) => taken.has(line)))
      continue;
    const distance = y === undefined ? 0 : Math.abs(first.y - y);
    const rank = first.size * 10 + (first.isBold ? 20 : 0) - Math.min(distance, maxDistance);
    if (rank > bestRank) [best, bestRank] = [found, rank];
  }
  return best;
}

/** The lines from `at` on that together say what is wanted, with the number of the chapter above them. */
function matchAt(
  lines: readonly TextLine[],
  at: number,
  wanted: string,
): readonly TextLine[] | undefined {
  let text = '';
  for (let end = at; end < Math.min(lines.length, at + maxLines); end++) {
    const line = lines[end];
    if (line === undefined || line.hasLeader || line.text.length > maxLength) return undefined;
    text = text === '' ? line.text : `${text} ${line.text}`;
    const folded = foldHeading(text);
    if (folded === wanted) {
      const above = lines[at - 1];
      const from = above && isChapterNumber(above.text) ? at - 1 : at;
      return lines.slice(from, end + 1);
    }
    if (!wanted.startsWith(folded)) return undefined;
  }
  return undefined;
}

function inOrder(
  pages: readonly (readonly TextLine[])[],
  outline: readonly OutlineEntry[],
): readonly PdfHeading[] {
  const headings: PdfHeading[] = [];
  const folded = outline.map(({ title }) => foldHeading(title));
  let next = 0;
  for (const lines of pages) {
    const onPage: PdfHeading[] = [];
    const before = next;
    for (const line of lines) {
      const words = foldHeading(line.text);
      const ahead = words === '' ? -1 : folded.slice(next, next + maxMissing).indexOf(words);
      const entry = outline[next + ahead];
      if (ahead < 0 || entry === undefined) continue;
      onPage.push({ lines: [line], level: entry.level });
      next += ahead + 1;
    }
    if (onPage.length > maxHeadingsPerPage) next = before;
    else headings.push(...onPage);
  }
  return headings;
}

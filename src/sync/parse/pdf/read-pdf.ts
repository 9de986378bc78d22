import { buildLines } from './build-lines.ts';
import { type FontFaces, readFaces } from './font-faces.ts';
import { engineOf, type PdfDocument } from './load-pdf-parse.ts';
import { type OutlineEntry, readOutline } from './outline.ts';
import { pdfTitle } from './pdf-title.ts';
import { readRuns } from './read-runs.ts';
import { splitColumns } from './split-columns.ts';
import type { DrawnLine, TextLine } from './text-line.ts';

export interface PdfText {
  readonly pages: readonly (readonly TextLine[])[];
  readonly outline: readonly OutlineEntry[];
  readonly title: string | undefined;
}

export interface PdfLimits {
  readonly maxPageCount: number;
  /** Of all pages together, in UTF-16 units. */
  readonly maxTextLength: number;
}

/** Reads the lines of all pages; undefined when there are more than the limits allow. */
export async function readPdf(
  document: PdfDocument,
  { maxPageCount, maxTextLength }: PdfLimits,
): Promise<PdfText | undefined> {
  const { info, outline: bookmarks } = await document.getInfo();
  const engine = engineOf(document);
  if (engine.numPages > maxPageCount) return undefined;
  const isTagged = (await engine.getMarkInfo())?.Marked === true;
  const drawn: (readonly DrawnLine[])[] = [];
  const families = new Map<string, string>();
  const tops: number[] = [];
  let length = 0;
  for (let number = 1; number <= engine.numPages; number++) {
    const page = await engine.getPage(number);
    const { runs, families: own } = await readRuns(page, isTagged);
    for (const [font, family] of own) families.set(font, family);
    length = runs.reduce((sum, { text }) => sum + text.length, length);
    if (length > maxTextLength) return undefined;
    drawn.push(splitColumns(buildLines(number - 1, runs)));
    tops.push(page.view[3] ?? 0);
    page.cleanup();
  }
  const faces = await readFaces(engine, drawn, families);
  const pages = drawn.map((lines) => lines.map((line) => withFace(line, faces)));
  const outline = await readOutline(bookmarks, engine);
  return { pages, outline: outline.map((entry) => fromTop(entry, tops)), title: pdfTitle(info) };
}

/** Bookmarks measure from the bottom of a page, lines from its top. */
function fromTop(entry: OutlineEntry, tops: readonly number[]): OutlineEntry {
  const top = entry.page === undefined ? undefined : tops[entry.page];
  return { ...entry, y: entry.y === undefined || top === undefined ? undefined : top - entry.y };
}

function withFace(line: DrawnLine, faces: FontFaces): TextLine {
  const own = line.fonts.map((font) => faces.get(font));
  return {
    ...line,
    isBold: own.every((face) => face?.isBold),
    isItalic: own.every((face) => face?.isItalic),
    isMono: own.every((face) => face?.isMono),
  };
}

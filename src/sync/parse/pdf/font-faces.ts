import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import { roundedSize, usualSize } from './body-style.ts';
import type { DrawnLine } from './text-line.ts';

export interface FontFace {
  readonly isBold: boolean;
  readonly isItalic: boolean;
  readonly isMono: boolean;
}

/** By the engine's names for fonts. */
export type FontFaces = ReadonlyMap<string, FontFace>;

/**
 * A font's own name is told with the drawing of a page only, which can take longer than its text: it is
 * asked of a few pages, and for fonts that whole lines are set in.
 */
const maxAskedPages = 12;
/** Smaller letters are notes and labels of figures; larger ones are headings whatever their weight. */
const smallestRatio = 0.85;
const largestRatio = 1.12;
/** In a long document, what is set in a font once or on one page is no style. */
const minLongDocument = 5;
const minLineCount = 2;
const minPageCount = 2;
/** Of each font, so many pages are remembered. */
const pagesPerFont = 4;

/** @param families what is known without asking: a rough family of every font */
export async function readFaces(
  engine: PDFDocumentProxy,
  pages: readonly (readonly DrawnLine[])[],
  families: ReadonlyMap<string, string>,
): Promise<FontFaces> {
  const wanted = wantedFonts(pages);
  const names = new Map<string, string>();
  for (let count = 0; count < maxAskedPages && wanted.size > 0; count++) {
    const number = pageOfMost(wanted);
    const page = await engine.getPage(number + 1);
    // No annotations. What the drawing lacks does not matter: only its fonts are wanted.
    await page.getOperatorList({ annotationMode: 0 }).catch(() => undefined);
    for (const [font, on] of wanted) {
      const name = nameOf(page, font);
      if (name !== undefined) names.set(font, name);
      if (name !== undefined || on.has(number)) wanted.delete(font);
    }
    page.cleanup();
  }
  return new Map(
    [...families].map(([font, family]) => [font, faceOf(names.get(font) ?? '', family)]),
  );
}

/** Fonts of lines about as large as the text, but without its usual font, with pages that have them. */
function wantedFonts(pages: readonly (readonly DrawnLine[])[]): Map<string, Set<number>> {
  const size = usualSize(pages);
  const usual = usualFont(pages, size);
  const wanted = new Map<string, Set<number>>();
  const counts = new Map<string, number>();
  for (const { fonts, size: own, page } of pages.flat()) {
    if (own < size * smallestRatio || own > size * largestRatio || fonts.includes(usual)) continue;
    for (const font of fonts) {
      const on = wanted.get(font) ?? new Set();
      if (on.size < pagesPerFont) on.add(page);
      wanted.set(font, on);
      counts.set(font, (counts.get(font) ?? 0) + 1);
    }
  }
  if (pages.length < minLongDocument) return wanted;
  for (const [font, on] of wanted) {
    if ((counts.get(font) ?? 0) < minLineCount || on.size < minPageCount) wanted.delete(font);
  }
  return wanted;
}

function usualFont(pages: readonly (readonly DrawnLine[])[], size: number): string {
  const lengths = new Map<string, number>();
  for (const { fonts, text, size: own } of pages.flat()) {
    if (roundedSize(own) !== size) continue;
    for (const font of fonts) lengths.set(font, (lengths.get(font) ?? 0) + text.length);
  }
  return [...lengths].reduce((best, entry) => (best[1] >= entry[1] ? best : entry), ['', 0])[0];
}

function pageOfMost(wanted: ReadonlyMap<string, ReadonlySet<number>>): number {
  const counts = new Map<number, number>();
  for (const on of wanted.values())
    for (const page of on) counts.set(page, (counts.get(page) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (best[1] >= entry[1] ? best : entry), [0, 0])[0];
}

function nameOf(page: PDFPageProxy, font: string): string | undefined {
  if (!page.commonObjs.has(font)) return undefined;
  const held: unknown = page.commonObjs.get(font);
  if (typeof held !== 'object' || held === null || !('name' in held)) return '';
  return typeof held.name === 'string' ? held.name : '';
}

/** TeX writes `CMBX12` and `Medi`, others say it in words. */
const bold =
  /bold|black|heavy|semibold|demi|-medi|medium\b|^(?:cmb|cmssb|sfb|ecb|lmb|cmbsy)|lm(?:roman|sans|mono)[a-z]*\d*-bold|-(?:bd|b|w[6-9])\b|[,-]bd/i;
const italic = /ital|obli|slant|kursiv|^(?:cmti|cmsl|cmbxti|cmmi|cmssi|sfti|ecti|lmri)|-it\b/i;
const mono =
  /mono|courier|typewriter|consol|menlo|inconsolata|nimbusmon|lucidatypewriter|sourcecode|firacode|^(?:cmtt|cmsltt|cmitt|cmtcsc|sftt|ectt|lmtt|lmmono)|luximono|letter ?gothic|andale|fixed/i;

function faceOf(fullName: string, family: string): FontFace {
  // A subset has six letters of its own in front.
  const name = fullName.replace(/^[A-Z]{6}\+/, '');
  return {
    isBold: bold.test(name),
    isItalic: italic.test(name),
    isMono: mono.test(name) || family === 'monospace',
  };
}

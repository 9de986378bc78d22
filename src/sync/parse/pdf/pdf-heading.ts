import type { TextLine } from './text-line.ts';

/** Lines that follow each other on a page and make one heading. */
export interface PdfHeading {
  readonly lines: readonly TextLine[];
  /** 1 to 6. */
  readonly level: number;
}

/** `Chapter 3` on a line of its own stands above the name of the chapter. */
const chapterNumber =
  /^(?:chapter|part|appendix|annex|section|lecture|kapitel|teil|anhang|chapitre|partie|annexe|cap[ií]tulo|parte|capitolo|deel|hoofdstuk|część|rozdział|глава|часть)\s+[\dIVXLA-Z]+[.:]?$/iu;

export function isChapterNumber(text: string): boolean {
  return chapterNumber.test(text);
}

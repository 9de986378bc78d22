import type { PdfHeading } from './pdf-heading.ts';
import type { TextLine } from './text-line.ts';

/** More of the text in headings than this, and whoever tagged it meant something else. */
const maxShare = 0.3;
const maxLength = 300;

/** The headings that a tagged document names; none where its tags cannot be believed. */
export function tagHeadings(pages: readonly (readonly TextLine[])[]): readonly PdfHeading[] {
  const headings: PdfHeading[] = [];
  let length = 0;
  let headingLength = 0;
  for (const lines of pages) {
    let open: { lines: TextLine[]; level: number; element: number } | undefined;
    for (const line of lines) {
      length += line.text.length;
      const level = line.tag?.headingLevel;
      if (level === undefined || !/[\p{L}\p{N}]/u.test(line.text)) {
        open = undefined;
        continue;
      }
      headingLength += line.text.length;
      if (open?.element === line.tag?.element) open?.lines.push(line);
      else {
        open = { lines: [line], level, element: line.tag?.element ?? 0 };
        headings.push(open);
      }
    }
  }
  const isSound = headings.every(({ lines }) => textLength(lines) <= maxLength);
  return isSound && headingLength <= length * maxShare ? headings : [];
}

function textLength(lines: readonly TextLine[]): number {
  return lines.reduce((sum, { text }) => sum + text.length + 1, 0);
}

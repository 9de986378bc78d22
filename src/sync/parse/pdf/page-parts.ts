import type { BodyStyle } from './body-style.ts';
import type { PdfTable } from './find-tables.ts';
import { createLineFit } from './line-fit.ts';
import { type Paragraph, paragraphsOf } from './paragraphs.ts';
import type { PdfHeading } from './pdf-heading.ts';
import type { PageLines } from './running-lines.ts';
import type { TextLine } from './text-line.ts';

/** What a page is made of, in reading order. */
export type PagePart =
  | { readonly kind: 'heading'; readonly heading: PdfHeading }
  | { readonly kind: 'table'; readonly table: PdfTable }
  | { readonly kind: 'code'; readonly lines: readonly TextLine[] }
  | { readonly kind: 'paragraph'; readonly paragraph: Paragraph }
  /** A header or footer that stays: text around it goes on as if it were not there. */
  | { readonly kind: 'edge'; readonly line: TextLine };

export interface FoundParts {
  readonly headings: ReadonlyMap<TextLine, PdfHeading>;
  readonly tables: ReadonlyMap<TextLine, PdfTable>;
}

/** Divides the lines of a page. */
export function partsOfPage(
  { lines, edges }: PageLines,
  { headings, tables }: FoundParts,
  body: BodyStyle,
): readonly PagePart[] {
  const fit = createLineFit(lines);
  const parts: PagePart[] = [];
  let text: TextLine[] = [];
  let code: TextLine[] = [];
  const flush = () => {
    for (const paragraph of paragraphsOf(text, fit, body)) {
      parts.push({ kind: 'paragraph', paragraph });
    }
    text = [];
  };
  for (const line of lines) {
    const heading = headings.get(line);
    const table = tables.get(line);
    if (heading) {
      flush();
      if (heading.lines[0] === line) parts.push({ kind: 'heading', heading });
    } else if (table) {
      flush();
      if (table.lines[0] === line) parts.push({ kind: 'table', table });
    } else if (edges.has(line)) parts.push({ kind: 'edge', line });
    else if (line.isMono && !body.isMono && !line.isAside) {
      flush();
      const above = code.at(-1);
      const isSame = parts.at(-1)?.kind === 'code' && above && isSameCode(above, line);
      if (isSame) code.push(line);
      else {
        code = [line];
        parts.push({ kind: 'code', lines: code });
      }
    } else text.push(line);
  }
  flush();
  return parts;
}

/** A gap in code of so many sizes is more than an empty line. */
const maxCodeStep = 3.5;

function isSameCode(above: TextLine, line: TextLine): boolean {
  const step = line.y - above.y;
  return step > 0 && step < line.size * maxCodeStep;
}

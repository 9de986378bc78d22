export interface PdfOptions {
  /** Lines of each page; no lines make a page without text. */
  readonly pages: readonly (readonly (string | PdfLine)[])[];
  readonly title?: string;
  /** Titles of top-level bookmarks, with the page that they lead to, from 0. */
  readonly bookmarks?: readonly (readonly [title: string, page: number])[];
  /** Locks the document with a password that nobody knows. */
  readonly encrypted?: boolean;
}

/** A line that is set in its own way; what is left out is as in lines of plain text. */
export interface PdfLine {
  readonly text: string;
  /** Points from the left. */
  readonly x?: number;
  /** Points from the bottom; otherwise 14 below the line before. */
  readonly y?: number;
  readonly size?: number;
  readonly font?: 'plain' | 'bold' | 'mono';
  /** Role in the structure of the document, such as `H2`; `Artifact` is outside of it. */
  readonly tag?: string;
  /** Row and column in the one table of the page, for `TD` and `TH`. */
  readonly cell?: readonly [row: number, column: number];
}

const left = 50;
const top = 750;
const leading = 14;
const plainSize = 11;
const fontNames = { plain: 'F1', bold: 'F2', mono: 'F3' } as const;

/** A small valid PDF, written by hand so that a test says what is in it. */
export function writePdf({ pages, title, bookmarks = [], encrypted = false }: PdfOptions): Buffer {
  const objects: string[] = [];
  const add = (body: string) => objects.push(body);
  const firstPage = 8;
  const firstBookmark = firstPage + pages.length * 2;
  const outlines = bookmarks.length > 0 ? '/Outlines 4 0 R' : '';
  const lines = pages.map((page) => placed(page));
  const isTagged = lines.flat().some(({ tag }) => tag !== undefined);
  const root = firstBookmark + bookmarks.length;
  const structure = isTagged ? `/MarkInfo << /Marked true >> /StructTreeRoot ${root} 0 R` : '';
  add(`<< /Type /Catalog /Pages 2 0 R ${outlines} ${structure} >>`);
  const kids = pages.map((_, at) => `${firstPage + at * 2} 0 R`).join(' ');
  add(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`);
  add(font('Helvetica'));
  const last = firstBookmark + bookmarks.length - 1;
  add(`<< /Type /Outlines /First ${firstBookmark} 0 R /Last ${last} 0 R /Count 0 >>`);
  add(font('Helvetica-Bold'));
  add(font('Courier'));
  add('<< /Font << /F1 3 0 R /F2 5 0 R /F3 6 0 R >> >>');
  for (const [at, page] of lines.entries()) {
    const content = page.length === 0 ? '' : `BT\n${page.map(shown).join('\n')}\nET`;
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${firstPage + at * 2 + 1} 0 R /Resources 7 0 R /StructParents ${at} >>`,
    );
    add(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
  }
  for (const [at, [name, page]] of bookmarks.entries()) {
    const next = at + 1 < bookmarks.length ? `/Next ${firstBookmark + at + 1} 0 R` : '';
    add(`<< /Title (${name}) /Parent 4 0 R ${next} /Dest [${firstPage + page * 2} 0 R /Fit] >>`);
  }
  if (isTagged) objects.push(...structureOf(lines, root, firstPage));
  const info = title === undefined ? '' : `/Info ${objects.length + 1} 0 R`;
  if (title !== undefined) add(`<< /Title (${title}) >>`);
  const lock = `/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <${'ab'.repeat(32)}> /U <${'cd'.repeat(32)}> >> /ID [<00> <00>]`;
  return withTable(objects, `/Root 1 0 R ${info} ${encrypted ? lock : ''}`);
}

type PlacedLine = PdfLine & { readonly x: number; readonly y: number };

function placed(page: readonly (string | PdfLine)[]): readonly PlacedLine[] {
  let y = top + leading;
  return page.map((line) => {
    const own = typeof line === 'string' ? { text: line } : line;
    y = own.y ?? y - leading;
    return { ...own, x: own.x ?? left, y };
  });
}

function font(name: string): string {
  return `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
}

/** In the encoding of the fonts, which has bullets among the control characters of Latin-1. */
function encoded(text: string): string {
  return text.replaceAll('•', '\x95').replace(/[\\()]/g, '\\$&');
}

function shown(line: PlacedLine, at: number): string {
  const { text, x, y, size = plainSize, font: face = 'plain', tag } = line;
  const drawn = `/${fontNames[face]} ${size} Tf 1 0 0 1 ${x} ${y} Tm (${encoded(text)}) Tj`;
  if (tag === undefined) return drawn;
  return tag === 'Artifact'
    ? `/Artifact BMC ${drawn} EMC`
    : `/${tag} << /MCID ${at} >> BDC ${drawn} EMC`;
}

/** The root, which is object number `root`, and an element for each tagged line. */
function structureOf(
  pages: readonly (readonly PlacedLine[])[],
  root: number,
  firstPage: number,
): readonly string[] {
  const bodies: string[] = [];
  const topLevel: number[] = [];
  const parents: string[] = [];
  for (const [number, lines] of pages.entries()) {
    const add = (role: string, parent: number, kids: string) => {
      const page = `/Pg ${firstPage + number * 2} 0 R`;
      return (
        root +
        bodies.push(`<< /Type /StructElem /S /${role} /P ${parent} 0 R ${page} /K ${kids} >>`)
      );
    };
    const byLine: number[] = [];
    const rows: number[][] = [];
    for (const [at, { cell }] of lines.entries())
      if (cell) rows[cell[0]] = [...(rows[cell[0]] ?? []), at];
    for (const [at, { tag, cell }] of lines.entries()) {
      if (tag === undefined || tag === 'Artifact' || cell) continue;
      byLine[at] = add(tag, root, `${at}`);
      topLevel.push(byLine[at]);
    }
    // An element names its parent, which comes behind it: the table after its rows and their cells.
    const first = root + bodies.length + 1;
    const table = first + rows.flat().length + rows.length;
    const rowElements: number[] = [];
    for (const cells of rows) {
      const row = root + bodies.length + 1 + cells.length;
      for (const at of cells) byLine[at] = add(lines[at]?.tag ?? 'TD', row, `${at}`);
      const kids = references(cells.map((at) => byLine[at] ?? 0));
      rowElements.push(add('TR', table, `[${kids}]`));
    }
    if (rows.length > 0) topLevel.push(add('Table', root, `[${references(rowElements)}]`));
    const marks = lines.map((_, at) => (byLine[at] === undefined ? 'null' : `${byLine[at]} 0 R`));
    parents.push(`${number} [${marks.join(' ')}]`);
  }
  const tree = `/ParentTree << /Nums [${parents.join(' ')}] >>`;
  return [`<< /Type /StructTreeRoot /K [${references(topLevel)}] ${tree} >>`, ...bodies];
}

function references(numbers: readonly number[]): string {
  return numbers.map((number) => `${number} 0 R`).join(' ');
}

function withTable(objects: readonly string[], trailer: string): Buffer {
  let text = '%PDF-1.4\n';
  const offsets: number[] = [];
  for (const [at, body] of objects.entries()) {
    offsets.push(text.length);
    text += `${at + 1} 0 obj\n${body}\nendobj\n`;
  }
  const start = text.length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`;
  text += `trailer\n<< /Size ${objects.length + 1} ${trailer} >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

export interface PdfOptions {
  /** Lines of each page; no lines make a page without text. */
  readonly pages: readonly (readonly string[])[];
  readonly title?: string;
  /** Titles of top-level bookmarks, with the page that they lead to, from 0. */
  readonly bookmarks?: readonly (readonly [title: string, page: number])[];
  /** Locks the document with a password that nobody knows. */
  readonly encrypted?: boolean;
}

/** A small valid PDF, written by hand so that a test says what is in it. */
export function writePdf({ pages, title, bookmarks = [], encrypted = false }: PdfOptions): Buffer {
  const objects: string[] = [];
  const add = (body: string) => objects.push(body);
  const firstPage = 5;
  const firstBookmark = firstPage + pages.length * 2;
  const outlines = bookmarks.length > 0 ? '/Outlines 4 0 R' : '';
  add(`<< /Type /Catalog /Pages 2 0 R ${outlines} >>`);
  const kids = pages.map((_, at) => `${firstPage + at * 2} 0 R`).join(' ');
  add(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`);
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  const last = firstBookmark + bookmarks.length - 1;
  add(`<< /Type /Outlines /First ${firstBookmark} 0 R /Last ${last} 0 R /Count 0 >>`);
  for (const [at, lines] of pages.entries()) {
    const shown = lines.map((line) => `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`).join('\n');
    const content = lines.length === 0 ? '' : `BT /F1 11 Tf 14 TL 50 750 Td\n${shown}\nET`;
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${firstPage + at * 2 + 1} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
    );
    add(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
  }
  for (const [at, [name, page]] of bookmarks.entries()) {
    const next = at + 1 < bookmarks.length ? `/Next ${firstBookmark + at + 1} 0 R` : '';
    add(`<< /Title (${name}) /Parent 4 0 R ${next} /Dest [${firstPage + page * 2} 0 R /Fit] >>`);
  }
  const info = title === undefined ? '' : `/Info ${objects.length + 1} 0 R`;
  if (title !== undefined) add(`<< /Title (${title}) >>`);
  const lock = `/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <${'ab'.repeat(32)}> /U <${'cd'.repeat(32)}> >> /ID [<00> <00>]`;
  return withTable(objects, `/Root 1 0 R ${info} ${encrypted ? lock : ''}`);
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

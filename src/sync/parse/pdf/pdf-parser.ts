import type { Parsed } from '#core/block.ts';
import { SkipDocumentError } from '#core/errors.ts';
import type { Parser } from '#core/parser.ts';
import { asError } from '#util/as-error.ts';
import { cutText } from '#util/cut-text.ts';
import { bodyStyle } from './body-style.ts';
import { defusedCopy } from './defuse.ts';
import { findHeadings } from './find-headings.ts';
import { findTables, type PdfTable } from './find-tables.ts';
import { knownWords } from './join-hyphens.ts';
import { loadPdfParse, type PdfDocument } from './load-pdf-parse.ts';
import { partsOfPage } from './page-parts.ts';
import type { PdfHeading } from './pdf-heading.ts';
import { type PdfText, readPdf } from './read-pdf.ts';
import { withoutRunningLines } from './running-lines.ts';
import type { TextLine } from './text-line.ts';
import { writePages } from './write-pages.ts';

/** Far more than any book; beyond it a file was made to keep its readers busy. */
const maxPageCount = 20_000;
const maxTextLength = 50_000_000;

/**
 * PDF: the text layer, page by page; the first block of each page carries the anchor `page=3`. Lines
 * that the document's bookmarks name are headings. Pictures of text are not read.
 */
export const pdfParser: Parser = {
  mediaTypes: ['application/pdf', 'application/x-pdf'],
  extensions: ['.pdf'],
  revision: 3,
  async parse({ bytes, name }) {
    if (isCutShort(bytes)) throw malformed(name, new Error('its end is missing'));
    const defused = defusedCopy(bytes);
    if (defused === undefined) throw bomb(name);
    const open = await loadPdfParse();
    const text = await read(open(defused.bytes), name);
    const { pages, title } = text;
    const parsed = write(text);
    const isEmpty = !/[\p{L}\p{N}]/u.test(parsed.text);
    // No text is a reason to remove what was indexed before; damage is none.
    if (isEmpty && defused.isDamaged) throw malformed(name, new Error('its text is damaged'));
    return {
      ...parsed,
      ...(title !== undefined && { title }),
      metadata: { pages: pages.length },
      ...(isEmpty && { skip: noText(name) }),
    };
  },
};

/** Where the mark of its end is looked for: some programs write a little behind it. */
const tailBytes = 16 * 1024;

/** The engine reads what is left of a document that was cut off; half of it would replace the whole. */
function isCutShort(bytes: Uint8Array): boolean {
  const tail = bytes.subarray(Math.max(0, bytes.byteLength - tailBytes));
  return !Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength).includes('%%EOF');
}

async function read(document: PdfDocument, name: string): Promise<PdfText> {
  try {
    const text = await readPdf(document, { maxPageCount, maxTextLength });
    if (text === undefined) throw tooLarge(name);
    return text;
  } catch (thrown) {
    throw explained(name, asError(thrown));
  } finally {
    await document.destroy();
  }
}

function write({ pages: read, outline }: PdfText): Pick<Parsed, 'text' | 'blocks'> {
  const pages = withoutRunningLines(read);
  const lines = pages.map((page) => page.lines);
  const body = bodyStyle(lines);
  const edges = new Set(pages.flatMap((page) => [...page.edges]));
  const tables = new Map<TextLine, PdfTable>();
  for (const page of lines) {
    for (const table of findTables(page, body, edges)) {
      for (const line of table.lines) tables.set(line, table);
    }
  }
  const isTaken = (line: TextLine) => tables.has(line) || edges.has(line);
  const headings = new Map<TextLine, PdfHeading>();
  for (const heading of findHeadings(lines, outline, body, isTaken)) {
    for (const line of heading.lines) headings.set(line, heading);
  }
  // A table with a heading inside only arranges the page.
  for (const { lines: rows } of new Set(tables.values())) {
    if (rows.some((line) => headings.has(line))) for (const line of rows) tables.delete(line);
  }
  const parts = pages.map((page) => partsOfPage(page, { headings, tables }, body));
  return writePages(parts, knownWords(lines.flat().map(({ text }) => text)));
}

function explained(name: string, cause: Error): SkipDocumentError {
  if (cause instanceof SkipDocumentError) return cause;
  if (cause.name !== 'PasswordException') return malformed(name, cause);
  return new SkipDocumentError(`${name} is encrypted and needs a password.`, {
    code: 'encrypted',
    hint: 'Save it without a password, or exclude it.',
    cause,
  });
}

function malformed(name: string, cause: Error): SkipDocumentError {
  return new SkipDocumentError(
    `${name} is not a PDF that can be read: ${cutText(cause.message.replace(/\.+$/, ''), 200)}.`,
    { code: 'malformed', hint: 'Open it and save or print it as PDF anew, or exclude it.', cause },
  );
}

function tooLarge(name: string): SkipDocumentError {
  return new SkipDocumentError(
    `${name} has more than ${maxPageCount} pages or ${maxTextLength} characters.`,
    { code: 'too_large', hint: 'Divide it, or exclude it.' },
  );
}

function bomb(name: string): SkipDocumentError {
  return new SkipDocumentError(`${name} holds a stream that unpacks to far more than text needs.`, {
    code: 'archive_bomb',
    hint: 'Exclude it, unless you know who made it; then save it anew.',
  });
}

function noText(name: string) {
  return {
    code: 'no_text',
    message: `${name} holds no text, only pictures of it: run text recognition (OCR) on it, or exclude it`,
  };
}

import type { Parsed } from '#core/block.ts';
import { SkipDocumentError } from '#core/errors.ts';
import type { Parser } from '#core/parser.ts';
import { asError } from '#util/as-error.ts';
import { cutText } from '#util/cut-text.ts';
import { createBlockWriter } from '../html/block-writer.ts';
import { defusedCopy } from './defuse.ts';
import { hyphenatedWords, joinHyphens } from './join-hyphens.ts';
import { loadPdfParse, type PdfDocument } from './load-pdf-parse.ts';
import { findHeadings, type OutlineEntry, readOutline } from './outline.ts';
import { paragraphsOf } from './paragraphs.ts';
import { pdfTitle } from './pdf-title.ts';
import { withoutRunningLines } from './running-lines.ts';

/** Far more than any book; beyond it a file was made to keep its readers busy. */
const maxPageCount = 20_000;
const maxTextLength = 50_000_000;
const maxHeadingTextLength = 300;

/**
 * PDF: the text layer, page by page; the first block of each page carries the anchor `page=3`. Lines
 * that the document's bookmarks name are headings. Pictures of text are not read.
 */
export const pdfParser: Parser = {
  mediaTypes: ['application/pdf', 'application/x-pdf'],
  extensions: ['.pdf'],
  revision: 2,
  async parse({ bytes, name }) {
    if (isCutShort(bytes)) throw malformed(name, new Error('its end is missing'));
    const defused = defusedCopy(bytes);
    if (defused === undefined) throw bomb(name);
    const open = await loadPdfParse();
    const { pages, outline, title } = await readPdf(open(defused.bytes), name);
    const parsed = write(pages, outline);
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

interface PdfText {
  readonly pages: readonly (readonly string[])[];
  readonly outline: readonly OutlineEntry[];
  readonly title: string | undefined;
}

async function readPdf(document: PdfDocument, name: string): Promise<PdfText> {
  try {
    const { info, outline } = await document.getInfo();
    const pages: (readonly string[])[] = [];
    let length = 0;
    for (let number = 1, total = 1; number <= total; number++) {
      const result = await document.getText({
        partial: [number],
        pageJoiner: '',
        cellSeparator: ' ',
      });
      total = result.total;
      const text = result.pages[0]?.text ?? '';
      length += text.length;
      if (total > maxPageCount || length > maxTextLength) throw tooLarge(name);
      pages.push(linesOf(text));
    }
    return { pages, outline: readOutline(outline), title: pdfTitle(info) };
  } catch (thrown) {
    throw explained(name, asError(thrown));
  } finally {
    await document.destroy();
  }
}

/** The dots that lead the eye to a page number are no text. */
const dotLeader = /(?:\s?\.){5,}\s*/g;

function linesOf(text: string): readonly string[] {
  return text
    .replace(/\0/g, '')
    .split(/[\n\r\f]+/)
    .map((line) => line.replace(dotLeader, ' … ').replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
}

function write(
  read: readonly (readonly string[])[],
  outline: readonly OutlineEntry[],
): Pick<Parsed, 'text' | 'blocks'> {
  const pages = withoutRunningLines(read);
  const headings = findHeadings(pages, outline);
  const words = hyphenatedWords(pages.flat());
  const out = createBlockWriter();
  for (const [index, lines] of pages.entries()) {
    const anchor = `page=${index + 1}`;
    let isFirst = true;
    let body: string[] = [];
    const flush = () => {
      for (const paragraph of paragraphsOf(joinHyphens(body, words))) {
        out.write('paragraph', paragraph.join('\n'), isFirst ? { anchor } : {});
        isFirst = false;
      }
      body = [];
    };
    for (const [at, line] of lines.entries()) {
      const level = headings.get(`${index}:${at}`);
      if (level === undefined) {
        body.push(line);
        continue;
      }
      flush();
      const text = cutText(line.replace(/\s+/g, ' '), maxHeadingTextLength);
      out.write('heading', line, { heading: { level, text, anchor }, anchor });
      isFirst = false;
    }
    flush();
  }
  return { text: out.text(), blocks: out.blocks };
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

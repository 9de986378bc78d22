import { SkipDocumentError } from '#core/errors.ts';
import type { Parser } from '#core/parser.ts';
import { asError } from '#util/as-error.ts';
import { cutText } from '#util/cut-text.ts';
import { lazyHtmlParser } from '../html/lazy-html-parser.ts';
import { checkArchive } from '../zip/check-archive.ts';
import { refuseOldOffice } from '../zip/refuse-old-office.ts';

/** Styles whose meaning the library does not know by itself. */
const styleMap = [
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='Subtitle'] => p:fresh",
  "p[style-name='Code'] => pre:separator('\\n')",
  "p[style-name='Source Code'] => pre:separator('\\n')",
  "p[style-name='HTML Preformatted'] => pre:separator('\\n')",
  "p[style-name='Preformatted Text'] => pre:separator('\\n')",
  "p[style-name='Plain Text'] => pre:separator('\\n')",
];

/** What leads from a note back to its place, an arrow and nothing else. */
const backLinks = / <a href="#(?:foot|end)note-ref-[^"]*">↑<\/a>/g;

const macros = {
  code: 'macros',
  message: 'it carries macros: save it as .docx without them, or exclude it',
};

/**
 * Word documents (.docx): headings by style, lists, tables, notes. Pictures are their alternative
 * text. Documents with macros are left out, and nothing in a document is ever run or fetched.
 */
export const docxParser: Parser = {
  mediaTypes: [
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.ms-word.document.macroenabled.12',
  ],
  extensions: ['.docx', '.docm'],
  revision: 2,
  async parse({ bytes, name, anchors }) {
    refuseOldOffice(bytes, name, { program: 'Word', extension: '.docx' });
    const entries = checkArchive(bytes, name, /\.(?:xml|rels)$/i);
    if (entries.some((entry) => /(?:^|\/)vbaProject\.bin$/i.test(entry.name))) {
      return { text: '', blocks: [], metadata: {}, skip: macros };
    }
    const html = await toHtml(bytes, name);
    const page = `<!doctype html><html><body><main>${html}</main></body></html>`;
    return lazyHtmlParser.parse({ bytes: new TextEncoder().encode(page), name, anchors });
  },
};

async function toHtml(bytes: Uint8Array, name: string): Promise<string> {
  const { mammoth } = await import('./mammoth.ts');
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) },
      {
        styleMap,
        externalFileAccess: false,
        convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })),
      },
    );
    return value.replace(backLinks, '');
  } catch (thrown) {
    const cause = asError(thrown);
    throw new SkipDocumentError(
      `${name} is not a Word document that can be read: ${cutText(cause.message.replace(/\.+$/, ''), 200)}.`,
      {
        code: 'malformed',
        hint: 'Open it in Word or LibreOffice and save it as .docx anew, or exclude it.',
        cause,
      },
    );
  }
}

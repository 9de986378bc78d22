import type { Parser } from '#core/parser.ts';
import { csvParser } from './csv-parser.ts';
import { dataParser } from './data/data-parser.ts';
import { docxParser } from './docx/docx-parser.ts';
import { lazyHtmlParser } from './html/lazy-html-parser.ts';
import { markdownParser } from './markdown/markdown-parser.ts';
import { mdxParser } from './mdx/mdx-parser.ts';
import { notebookParser } from './notebook-parser.ts';
import { pdfParser } from './pdf/pdf-parser.ts';
import { textParser } from './text-parser.ts';
import { xlsxParser } from './xlsx/xlsx-parser.ts';

/** Every format that can be read: one file and one line each. */
export const parsers: readonly Parser[] = [
  markdownParser,
  mdxParser,
  lazyHtmlParser,
  pdfParser,
  docxParser,
  xlsxParser,
  csvParser,
  notebookParser,
  dataParser,
  textParser,
];

import type { Parser } from '#core/parser.ts';

/** What HTML is known by; no HTML is read to know it. */
export const htmlFormat = {
  mediaTypes: ['text/html', 'application/xhtml+xml'],
  extensions: ['.html', '.htm', '.xhtml'],
  revision: 5,
} as const satisfies Omit<Parser, 'parse'>;

/** Reads HTML with a parser that is loaded with the first page: it is large, and many sources have none. */
export const lazyHtmlParser: Parser = {
  ...htmlFormat,
  parse: async (input) => (await import('./html-parser.ts')).htmlParser.parse(input),
};

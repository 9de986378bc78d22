import type { Parser } from '#core/parser.ts';

/** What HTML is known by; no HTML is read to know it. */
export const htmlFormat = {
  mediaTypes: ['text/html', 'application/xhtml+xml'],
  extensions: ['.html', '.htm', '.xhtml'],
  revision: 5,
} as const satisfies Omit<Parser, 'parse'>;

/** Loaded once: to ask for a module costs the engine as much as a small page. */
let loading: Promise<typeof import('./html-parser.ts')> | undefined;

/** Loaded with the first page: it is large, and many sources have none. */
export function loadHtmlParser(): Promise<typeof import('./html-parser.ts')> {
  loading ??= import('./html-parser.ts');
  return loading;
}

/** Reads HTML with a parser that is loaded with the first page: it is large, and many sources have none. */
export const lazyHtmlParser: Parser = {
  ...htmlFormat,
  parse: async (input) => (await loadHtmlParser()).htmlParser.parse(input),
};

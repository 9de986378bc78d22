import { findAsciidocIncludes } from './find-asciidoc-includes.ts';
import { findMarkdownIncludes } from './find-markdown-includes.ts';
import { findRstIncludes } from './find-rst-includes.ts';
import type { Include } from './include.ts';

/** How a page names what it includes. */
export type IncludeLanguage = 'markdown' | 'rst' | 'asciidoc';

/** Undefined for files that include nothing. */
export function includeLanguageOf(path: string): IncludeLanguage | undefined {
  if (/\.(?:md|mdx|markdown)$/i.test(path)) return 'markdown';
  if (/\.(?:rst|rest)$/i.test(path)) return 'rst';
  return /\.(?:adoc|asciidoc|asc)$/i.test(path) ? 'asciidoc' : undefined;
}

/** What every include holds. */
const needles = [
  '-8<-',
  'include}',
  'include-markdown',
  '{% include',
  '{%- include',
  '@include',
  '<<< ',
  'include::',
  'import ',
  '[!INCLUDE',
].map((needle) => Buffer.from(needle));

/** Cheap to ask of every file: false means that there is nothing to find. */
export function mayInclude(bytes: Buffer): boolean {
  return needles.some((needle) => bytes.includes(needle));
}

/** In the order of the text. */
export function findIncludes(text: string, language: IncludeLanguage): readonly Include[] {
  if (language === 'rst') return findRstIncludes(text);
  return language === 'asciidoc' ? findAsciidocIncludes(text) : findMarkdownIncludes(text);
}

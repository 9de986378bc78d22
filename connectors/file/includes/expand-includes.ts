import { posix } from 'node:path';
import { SkipDocumentError } from '#kit';
import { findIncludes, type IncludeLanguage, includeLanguageOf } from './find-includes.ts';
import type { Include } from './include.ts';
import type { ReadIncluded } from './read-included.ts';
import { takePart } from './take-part.ts';

/** Authors nest two or three; more is a mistake or an attempt to multiply. */
const maxDepth = 8;

export interface Expanded {
  readonly text: string;
  /** Path and content hash of everything that was asked for, in a fixed order; null where it is not there. */
  readonly included: readonly (readonly [path: string, hash: string | null])[];
}

export interface ExpandOptions {
  /** Of the file that includes, counted from the root. */
  readonly path: string;
  /** For messages. */
  readonly name: string;
  readonly maxBytes: number;
  readonly read: ReadIncluded;
}

/**
 * Puts the content of other files where a document includes them, and theirs into them. What cannot
 * be found, may not be read or includes itself stays as its author wrote it.
 *
 * @throws SkipDocumentError `too_large` when more than `maxBytes` would come together
 */
export async function expandIncludes(text: string, options: ExpandOptions): Promise<Expanded> {
  // What is read as a part of a page is written in the language of the page.
  const language = includeLanguageOf(options.path) ?? 'markdown';
  const included = new Map<string, string | null>();
  let length = text.length;
  const expanded = await expand(text, options.path, [options.path]);
  return { text: expanded, included: [...included].sort(([a], [b]) => (a < b ? -1 : 1)) };

  async function expand(source: string, path: string, chain: readonly string[]): Promise<string> {
    let at = 0;
    const parts: string[] = [];
    for (const include of findIncludes(source, language)) {
      const content = await contentOf(include, path, chain);
      if (content === undefined) continue;
      parts.push(source.slice(at, include.start), content);
      at = include.end;
    }
    parts.push(source.slice(at));
    return parts.join('');
  }

  async function contentOf(
    include: Include,
    path: string,
    chain: readonly string[],
  ): Promise<string | undefined> {
    const found = await options.read(include.path, path);
    if (found === undefined) {
      included.set(`${posix.dirname(path)} ${include.path}`, null);
      return undefined;
    }
    included.set(found.path, found.hash);
    if (chain.includes(found.path) || chain.length > maxDepth) return undefined;
    const part = takePart(found.text, include.part);
    if (part === undefined) return undefined;
    length += part.length;
    if (length > options.maxBytes) throw tooLarge(options);
    const { as, indent, levelOffset = 0 } = include;
    if (as === 'code') return indented(shown(part, include, found.path, language), indent);
    if (as === 'lines') return indented(part, indent);
    const own = language === 'markdown' ? withoutFrontMatter(part) : part;
    const body = await expand(own, found.path, [...chain, found.path]);
    return indented(lowered(body, levelOffset), indent);
  }
}

function tooLarge({ name, maxBytes }: ExpandOptions): SkipDocumentError {
  return new SkipDocumentError(
    `${name} was not read: with what it includes it has more than max_bytes allows (${maxBytes}).`,
    { code: 'too_large', hint: 'Raise max_bytes, or exclude the file.' },
  );
}

/** The front matter of an included file is not that of the document. */
function withoutFrontMatter(text: string): string {
  return text.replace(/^---[ \t]*\n(?:[^\n]*\n)*?---[ \t]*(?:\n|$)/, '');
}

function shown(text: string, include: Include, path: string, as: IncludeLanguage): string {
  const name = include.language ?? posix.extname(path).slice(1);
  return as === 'rst' ? codeBlock(text, name) : fenced(text, name);
}

function codeBlock(text: string, language: string): string {
  return `.. code-block:: ${language}\n\n${indented(text, '   ')}`;
}

function fenced(text: string, language: string): string {
  let longest = 2;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Headings of AsciiDoc, some levels further down. */
function lowered(text: string, by: number): string {
  if (by === 0) return text;
  return text.replace(/^(={1,6})(?=[ \t]+\S)/gm, (level) =>
    '='.repeat(Math.min(6, Math.max(1, level.length + by))),
  );
}

function indented(text: string, indent: string): string {
  return indent === '' ? text : text.replace(/^(?=.)/gm, indent);
}

import { posix } from 'node:path';
import { SkipDocumentError } from '#kit';
import { findIncludes, type Include } from './find-includes.ts';
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
  const included = new Map<string, string | null>();
  let length = text.length;
  const expanded = await expand(text, options.path, [options.path]);
  return { text: expanded, included: [...included].sort(([a], [b]) => (a < b ? -1 : 1)) };

  async function expand(source: string, path: string, chain: readonly string[]): Promise<string> {
    let at = 0;
    const parts: string[] = [];
    for (const include of findIncludes(source)) {
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
    if (include.as === 'code') return indented(fenced(part, include, found.path), include.indent);
    const body = await expand(withoutFrontMatter(part), found.path, [...chain, found.path]);
    return indented(body, include.indent);
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

function fenced(text: string, { language }: Include, path: string): string {
  let longest = 2;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language ?? posix.extname(path).slice(1)}\n${text}\n${fence}`;
}

function indented(text: string, indent: string): string {
  return indent === '' ? text : text.replace(/^(?=.)/gm, indent);
}

import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type Content, sha256, stableStringify } from '#kit';
import { type Expanded, expandIncludes } from './includes/expand-includes.ts';
import { includeLanguageOf, mayInclude } from './includes/find-includes.ts';
import type { ReadIncluded } from './includes/read-included.ts';
import type { IdentifiedFile } from './listing.ts';
import { type LoadOptions, loadContent } from './load-content.ts';
import { permalink } from './permalink.ts';
import type { Place } from './place.ts';
import type { UrlStyle } from './published-url.ts';
import { changedWhileReading, openFlags } from './read-file-bytes.ts';

export interface DocumentLoader {
  readonly place: Place;
  readonly options: LoadOptions;
  /** The public site, where there is one. */
  readonly publishedUrl: string | undefined;
  readonly urlStyle: UrlStyle;
  readonly readIncluded: ReadIncluded;
}

/**
 * Stands for the content of everything that a page includes; undefined when it includes nothing. The
 * page is read for it, but not when git would have to be asked: what is not checked out is announced
 * and loaded as it is.
 */
export async function includedVersion(
  loader: DocumentLoader,
  file: IdentifiedFile,
): Promise<string | undefined> {
  if (includeLanguageOf(file.path) === undefined) return undefined;
  const { place, options } = loader;
  const bytes = peek(place.onDisk(file.target), options.maxBytes);
  const text = bytes && mayInclude(bytes) ? textOf(bytes) : undefined;
  if (text === undefined) return undefined;
  return versionOf(await expand(loader, file, text));
}

/**
 * Loads what was announced: a page with what it includes in place, and with the address that it
 * gives itself.
 *
 * @throws SkipDocumentError
 */
export async function loadDocument(
  loader: DocumentLoader,
  file: IdentifiedFile,
  announced: { readonly version: string; readonly included: string | undefined },
  signal: AbortSignal,
): Promise<Content> {
  const { place, options, publishedUrl, urlStyle } = loader;
  const content = await loadContent(place, file, announced.version, options, signal);
  const language = includeLanguageOf(file.path);
  const text = content.as === 'bytes' && language !== undefined && textOf(content.bytes);
  if (content.as !== 'bytes' || !text) return content;
  const below = place.below(file.path);
  const hasFrontMatter = publishedUrl !== undefined && language === 'markdown';
  const url = hasFrontMatter ? permalink(publishedUrl, below, text, urlStyle) : undefined;
  const located = url === undefined ? content : { ...content, url };
  if (announced.included === undefined) return located;
  const expanded = await expand(loader, file, text);
  if (versionOf(expanded) !== announced.included) throw changedWhileReading(file.id);
  return { ...located, bytes: Buffer.from(expanded.text) };
}

/**
 * The bytes of a page, without waiting: there are thousands, each is small, and a promise for each
 * step of each would cost more than reading them.
 */
function peek(path: string, maxBytes: number): Buffer | undefined {
  try {
    const file = openSync(path, openFlags);
    try {
      const found = fstatSync(file);
      if (!found.isFile() || found.size > maxBytes) return undefined;
      const bytes = Buffer.allocUnsafe(found.size);
      return bytes.subarray(0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  } catch {
    // Whatever is wrong with the file shows again, with its reason, when it is loaded.
    return undefined;
  }
}

function expand(loader: DocumentLoader, file: IdentifiedFile, text: string): Promise<Expanded> {
  const { maxBytes } = loader.options;
  const { id: name, target: path } = file;
  return expandIncludes(text, { path, name, maxBytes, read: loader.readIncluded });
}

function versionOf({ included }: Expanded): string | undefined {
  return included.length === 0 ? undefined : sha256(stableStringify(included)).slice(0, 12);
}

/** Other encodings are left to the parsers. */
function textOf(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes) || bytes.includes(0)) return undefined;
  return new TextDecoder().decode(bytes).replace(/\r\n?/g, '\n');
}

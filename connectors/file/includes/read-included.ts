import { isUtf8 } from 'node:buffer';
import { readFile, realpath } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';
import { SkipDocumentError, sha256 } from '#kit';
import { createIgnoreRules, foldersAbove } from '../ignore-rules.ts';
import type { Place } from '../place.ts';
import { readFileBytes } from '../read-file-bytes.ts';

export interface Included {
  /** Counted from the root, links followed. */
  readonly path: string;
  readonly text: string;
  readonly hash: string;
}

/** Finds the file that a document means; undefined when there is none that may be read. */
export type ReadIncluded = (written: string, from: string) => Promise<Included | undefined>;

/**
 * Reads included files inside the root only, whatever links and `..` say: not hidden ones, and none
 * that git ignores, since nobody gave those to be published. What was read lately is not read again.
 */
export function createReadIncluded(place: Place, maxBytes: number): ReadIncluded {
  return readIncludedBy(place.prefix, (candidate) => readInside(place, candidate, maxBytes));
}

/**
 * Looks where tools look, below a root that only `readFile` knows. It gets paths from that root, none
 * that leads out of it or is hidden.
 *
 * @param prefix of the source, counted from the root
 */
export function readIncludedBy(
  prefix: string,
  readFile: (path: string) => Promise<Included | undefined>,
): ReadIncluded {
  const files = new Map<string, Promise<Included | undefined>>();
  let heldLength = 0;

  const read = async (candidate: string): Promise<Included | undefined> => {
    const known = files.get(candidate);
    if (known) return known;
    const reading = readFile(candidate);
    files.set(candidate, reading);
    const found = await reading;
    heldLength += candidate.length + (found?.text.length ?? 0);
    if (heldLength > maxHeldLength) {
      files.clear();
      heldLength = 0;
    }
    return found;
  };

  return async (written, from) => {
    for (const candidate of candidatesOf(written, from, prefix)) {
      const found = await read(candidate);
      if (found) return found;
    }
    return undefined;
  };
}

/** Characters of text and of paths, also of those where nothing lies; forgotten all at once. */
const maxHeldLength = 2 * 1024 * 1024;

/**
 * Where tools look: beside the document first, then in every folder above it up to the root, which
 * covers the site's own folder, wherever that is.
 */
function candidatesOf(written: string, from: string, prefix: string): readonly string[] {
  if (/^[a-z]+:|\\|\0/i.test(written)) return [];
  const rooted = /^(?:\/|@\/|@site\/|~\/)/.test(written);
  const path = written.replace(/^(?:\/|@\/|@site\/|~\/)/, '');
  const above = [...foldersAbove(from)].reverse();
  const folders = rooted ? [prefix, ...above] : above;
  const candidates = folders.map((folder) => posix.normalize(posix.join(folder, path)));
  return [...new Set(candidates)].filter((candidate) => !isRefused(candidate));
}

function isRefused(path: string): boolean {
  return (
    path.startsWith('/') ||
    path.split('/').some((part) => part.startsWith('.') || part === 'node_modules')
  );
}

async function readInside(
  place: Place,
  path: string,
  maxBytes: number,
): Promise<Included | undefined> {
  const target = await targetOf(place, path);
  if (target === undefined || isRefused(target) || (await isIgnored(place, target)))
    return undefined;
  try {
    const { bytes } = await readFileBytes(place.onDisk(target), { name: target, maxBytes });
    return toIncluded(target, bytes);
  } catch (error) {
    // What cannot be read is not there for the document that includes it.
    if (error instanceof SkipDocumentError) return undefined;
    throw error;
  }
}

/** Undefined for what is no text. */
export function toIncluded(path: string, bytes: Buffer): Included | undefined {
  if (!isUtf8(bytes) || bytes.includes(0)) return undefined;
  const text = bytes
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n');
  return { path, text, hash: sha256(text) };
}

async function targetOf(place: Place, path: string): Promise<string | undefined> {
  try {
    const full = await realpath(place.onDisk(path));
    return relative(place.root, full).split(sep).join('/');
  } catch {
    // Most candidates do not exist.
    return undefined;
  }
}

async function isIgnored(place: Place, path: string): Promise<boolean> {
  const rules = createIgnoreRules();
  for (const folder of foldersAbove(path)) {
    const text = await readFile(join(place.onDisk(folder), '.gitignore'), 'utf8').catch(() => '');
    if (text !== '') rules.add(folder, text);
  }
  return rules.ignores(path, 'file');
}

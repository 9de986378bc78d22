import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asError } from '#kit';
import { readFileName } from './file-name.ts';
import { followLink } from './follow-link.ts';
import { createIgnoreRules, type IgnoreRules } from './ignore-rules.ts';
import { isWithin } from './is-within.ts';
import { createSieve, type Listing, type Sieve } from './listing.ts';
import type { Place } from './place.ts';
import type { Selection } from './selection.ts';
import { nameNotUtf8, notAFile, symlinkFolder } from './skip-reasons.ts';

const ignoreFiles = ['.gitignore', '.twigkitignore'];

/**
 * Lists a folder that git does not keep. Links to folders are not followed: what lies in the
 * source is found under its own name, so a loop of links ends by itself.
 */
export async function walk(
  place: Place,
  selection: Selection,
  signal: AbortSignal,
): Promise<Listing> {
  const sieve = createSieve(place, selection);
  if (place.kind === 'file') {
    if (sieve.offer(place.prefix)) sieve.files.push({ path: place.prefix, target: place.prefix });
    return sieve.result({ coverage: 'everything', versions: 'stat' });
  }
  const walker = { place, selection, sieve, rules: createIgnoreRules() };
  const waiting = [place.prefix];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    signal.throwIfAborted();
    for (const entry of await openFolder(walker, folder)) {
      const found = await visit(walker, folder, entry);
      if (found !== undefined) waiting.push(found);
    }
  }
  const isWhole = sieve.unreadable.every(({ kind }) => kind === 'file');
  return sieve.result({ coverage: isWhole ? 'everything' : 'changes', versions: 'stat' });
}

interface Walker {
  readonly place: Place;
  readonly selection: Selection;
  readonly rules: IgnoreRules;
  readonly sieve: Sieve;
}

/** A folder whose ignore file cannot be read is not read either: it may hold what must stay out. */
async function openFolder(
  { place, rules, sieve }: Walker,
  folder: string,
): Promise<readonly Dirent<Buffer>[]> {
  try {
    const onDisk = place.onDisk(folder);
    const entries = await readdir(onDisk, { withFileTypes: true, encoding: 'buffer' });
    const files = new Set(
      entries.filter((entry) => entry.isFile()).map((entry) => entry.name.toString('latin1')),
    );
    for (const name of ignoreFiles) {
      if (files.has(name)) rules.add(folder, await readFile(join(onDisk, name), 'utf8'));
    }
    return entries;
  } catch (thrown) {
    sieve.unreadable.push({ path: folder, kind: 'folder', error: asError(thrown) });
    return [];
  }
}

/** Files one directory entry; gives back the folder that it is, if that is to be walked too. */
async function visit(
  { place, selection, rules, sieve }: Walker,
  folder: string,
  entry: Dirent<Buffer>,
): Promise<string | undefined> {
  const name = readFileName(entry.name);
  const path = folder === '' ? name.text : `${folder}/${name.text}`;
  if (entry.isDirectory()) {
    if (!selection.enters(place.below(path)) || rules.ignores(path, 'folder')) return undefined;
    if (name.isExact) return path;
    sieve.note(path, nameNotUtf8);
    return undefined;
  }
  if (rules.ignores(path, 'file')) return undefined;
  if (entry.isSymbolicLink() && name.isExact) {
    await visitLink(place, path, sieve);
  } else if (sieve.offer(path)) {
    const skip = !name.isExact ? nameNotUtf8 : entry.isFile() ? undefined : notAFile;
    sieve.files.push({ path, target: path, ...(skip && { skip }) });
  }
  return undefined;
}

async function visitLink(place: Place, path: string, sieve: Sieve): Promise<void> {
  const followed = await followLink(place, path);
  if (followed.is !== 'folder') sieve.offerLink(path, followed);
  else if (!isWithin(followed.target, place.prefix)) {
    sieve.note(path, symlinkFolder(followed.target));
  }
}

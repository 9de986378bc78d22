import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { asError, StopScopeError } from '#kit';
import { readBlob } from './git.ts';
import { foldersAbove, type IgnoreRules } from './ignore-rules.ts';
import type { GitPlace, Place } from './place.ts';
import type { WorkTree } from './work-tree.ts';

/** Ours beside `.gitignore`: what git keeps, but a data source should not. */
const ownIgnoreFile = '.twigkitignore';

/**
 * Takes in every `.twigkitignore` of a work tree, from the root down to `prefix` and below it.
 *
 * @throws StopScopeError `ignore_unreadable`: the file may name what must not be published.
 */
export async function readOwnRules(
  rules: IgnoreRules,
  place: Place,
  { git }: GitPlace,
  tree: WorkTree & { readonly prefix: string },
  signal: AbortSignal,
): Promise<void> {
  const above = foldersAbove(tree.prefix);
  const below = [...tree.entries.keys()]
    .filter((path) => path.endsWith(`/${ownIgnoreFile}`))
    .map((path) => posix.dirname(path));
  for (const folder of new Set([...above, ...below])) {
    const path = folder === '' ? ownIgnoreFile : `${folder}/${ownIgnoreFile}`;
    const blob = tree.entries.get(path)?.committed?.blob;
    const text =
      (await readIfPresent(place.onDisk(path))) ??
      // A sparse checkout leaves files out; their rules hold all the same.
      (blob && (await readBlob(git, blob, signal)).toString());
    if (text) rules.add(folder, text);
  }
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    const cause = asError(thrown);
    if ('code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')) return undefined;
    throw new StopScopeError(`The ignore file ${path} cannot be read: ${cause.message}.`, {
      code: 'ignore_unreadable',
      hint: 'Make it readable, or remove it. Nothing was deleted.',
      cause,
    });
  }
}

import { watch } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { FileContext } from './read.ts';

/**
 * Yields when something below the path changes: a hint, no more. `.git` is left out, since git writes
 * there on every look; a commit that changes nothing on disk changes no document either.
 */
export async function* watchFiles({ config, folder, signal }: FileContext): AsyncGenerator<void> {
  const path = resolve(folder, config.path);
  try {
    for await (const { filename } of watch(path, { recursive: true, signal })) {
      if (!/(^|[\\/])(\.git|\.twigkit)([\\/]|$)/.test(filename ?? '')) yield;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

import { join, resolve } from 'node:path';
import { SkipDocumentError } from '#core/errors.ts';
import type { Git } from '../../../../connectors/file/git.ts';
import { lfsObject, onlyPointer } from '../../../../connectors/file/lfs-pointer.ts';
import { readFileBytes } from '../../../../connectors/file/read-file-bytes.ts';

/**
 * Puts what Git LFS has fetched in the place of its pointers; other content is given back as it is.
 *
 * @throws SkipDocumentError `lfs_pointer` when the object is not here, `too_large`
 */
export function createLfsReader(
  git: Git,
  maxBytes: number,
  signal: AbortSignal,
): (id: string, bytes: Buffer) => Promise<Buffer> {
  let store: Promise<string> | undefined;
  return async (id, bytes) => {
    const object = lfsObject(bytes);
    if (object === undefined) return bytes;
    store ??= findStore(git, signal);
    const folders = [object.slice(0, 2), object.slice(2, 4)];
    try {
      const path = join(await store, ...folders, object);
      return (await readFileBytes(path, { name: id, maxBytes })).bytes;
    } catch (error) {
      if (error instanceof SkipDocumentError && error.code !== 'too_large') throw onlyPointer(id);
      throw error;
    }
  };
}

async function findStore(git: Git, signal: AbortSignal): Promise<string> {
  const folder = await git.read(['rev-parse', '--git-common-dir'], { signal });
  return resolve(git.folder, (folder ?? '').toString().trim(), 'lfs', 'objects');
}

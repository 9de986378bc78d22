import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { FixInputError } from '#core/errors.ts';

/**
 * The path as it may be read by a file data source that was made over the API: inside the one folder
 * that the server opens for them, links followed.
 *
 * @throws FixInputError when there is no such folder, or the path leads out of it.
 */
export async function withinFolder(folder: string | undefined, path: unknown): Promise<string> {
  if (folder === undefined) {
    throw new FixInputError('This server reads no files for data sources made over the API.', {
      code: 'files_forbidden',
      hint: 'Start it with --files DIR to open one folder to them, or push the documents.',
    });
  }
  const asked = typeof path === 'string' && !path.includes('\0') ? path : '';
  const root = await realpath(folder);
  const named = resolve(root, asked);
  // A path that does not exist is told by the connector, once it lies inside.
  const full = await realpath(named).catch(() => named);
  const below = relative(root, full);
  if (below.startsWith('..') || isAbsolute(below)) {
    throw new FixInputError('The path of this file data source leads out of the open folder.', {
      code: 'files_forbidden',
      hint: 'Write a path inside the folder that the server was started with (--files).',
    });
  }
  return full;
}

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FixInputError } from '#core/errors.ts';
import type { World } from '../../world.ts';

/** The bytes of a file, or what is piped in when the name is `-` or missing. */
export async function givenBytes(file: string | undefined, world: World): Promise<Uint8Array> {
  if (file === undefined || file === '-') return world.stdin();
  try {
    return await readFile(resolve(world.cwd, file));
  } catch (cause) {
    throw new FixInputError(`The file ${file} cannot be read.`, {
      code: 'file_unreadable',
      hint: 'Name a file that is there, or pipe it in: - stands for standard input.',
      cause,
    });
  }
}

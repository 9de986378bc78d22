import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StopRunError } from '#core/errors.ts';
import { asError } from '#util/as-error.ts';

/**
 * Makes the data folder where it is missing, with a `.gitignore` for all of it: it holds keys, and lies in a
 * checkout as a rule. A folder that is there already is left as it is, for it may hold anything.
 *
 * @throws StopRunError when it cannot be made.
 */
export function makeDataFolder(dataDir: string): void {
  if (existsSync(dataDir)) return;
  try {
    makeFolder(resolve(dataDir));
    writeFileSync(join(dataDir, '.gitignore'), '*\n');
  } catch (cause) {
    throw new StopRunError(
      `The data folder ${dataDir} cannot be made: ${asError(cause).message}.`,
      {
        code: 'data_folder_unusable',
        hint: 'Check that the folder is writable and the disk is not full, or name another one with --data.',
        cause,
      },
    );
  }
}

/** With those above it. Node's own `recursive` never ends where folders cannot be made, such as below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

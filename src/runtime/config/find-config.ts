import { dirname, resolve } from 'node:path';
import { FixInputError } from '#core/errors.ts';
import { type ReadText, readTextIfAny } from './read-text.ts';

export interface ConfigSearch {
  readonly cwd: string;
  /** What `--config` says; undefined: `twigkit.yaml` or `twigkit.yml` in `cwd`, if there is one. */
  readonly path?: string | undefined;
  readonly readFile: ReadText;
}

export interface FoundConfig {
  /** As messages should name it. */
  readonly fileName: string;
  /** Absolute; paths in the file are relative to it. */
  readonly folder: string;
  readonly text: string;
}

const usualNames = ['twigkit.yaml', 'twigkit.yml'] as const;

/**
 * The configuration file that is meant, with its text; undefined where none is named and none lies
 * in the working directory, which is fine.
 *
 * @throws FixInputError `config_missing` when the named file is not there, `config_ambiguous` when
 * both usual names are.
 */
export async function findConfig(search: ConfigSearch): Promise<FoundConfig | undefined> {
  const { cwd, path, readFile } = search;
  if (path !== undefined) return readNamed(path, search);
  const found: FoundConfig[] = [];
  for (const fileName of usualNames) {
    const text = await readTextIfAny(resolve(cwd, fileName), readFile);
    if (text !== undefined) found.push({ fileName, folder: resolve(cwd), text });
  }
  if (found.length > 1) {
    throw new FixInputError(`${resolve(cwd)} has both ${usualNames.join(' and ')}.`, {
      code: 'config_ambiguous',
      hint: 'Delete one of them, or name the one that is meant: --config twigkit.yaml.',
    });
  }
  return found[0];
}

async function readNamed(path: string, { cwd, readFile }: ConfigSearch): Promise<FoundConfig> {
  const absolute = resolve(cwd, path);
  const text = path === '' ? undefined : await readTextIfAny(absolute, readFile);
  if (text !== undefined) return { fileName: path, folder: dirname(absolute), text };
  throw new FixInputError(`The configuration file ${JSON.stringify(path)} is not there.`, {
    code: 'config_missing',
    hint: `Looked for ${absolute}. Correct --config, or write a starter there with: twigkit init`,
  });
}

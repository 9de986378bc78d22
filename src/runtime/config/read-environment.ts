import { resolve } from 'node:path';
import { FixInputError } from '#core/errors.ts';
import { type ReadText, readTextIfAny } from './read-text.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

/** Environment variables, with those that a `NAME_FILE` names read from their files. */
export interface Environment {
  readonly values: Variables;
  /** For a variable that came from a file, the file's path. */
  readonly files: Variables;
}

export interface EnvironmentRequest {
  readonly env: Variables;
  readonly cwd: string;
  readonly readFile: ReadText;
  /** The variables whose `_FILE` counts; others are left alone, since `_FILE` may mean anything. */
  readonly names: Iterable<string>;
}

/**
 * Lets `TWIG_API_KEY_FILE=/run/secrets/key` stand for `TWIG_API_KEY`. One newline at the file's end is
 * not part of the value.
 *
 * @throws FixInputError when the file is missing or empty, or when both variables are set.
 */
export async function readEnvironment(request: EnvironmentRequest): Promise<Environment> {
  const { env, cwd, readFile } = request;
  const values: Record<string, string | undefined> = { ...env };
  const files: Record<string, string> = {};
  for (const name of new Set(request.names)) {
    const path = env[`${name}_FILE`];
    if (!path) continue;
    if (env[name]) throw saidTwice(name);
    const text = await readTextIfAny(resolve(cwd, path), readFile);
    const value = text?.replace(/\r?\n$/, '');
    if (!value) throw noValue(name, path, value);
    values[name] = value;
    files[name] = path;
  }
  return { values, files };
}

function saidTwice(name: string): FixInputError {
  return new FixInputError(`Both ${name} and ${name}_FILE are set.`, {
    code: 'setting_ambiguous',
    hint: 'Unset the one that is not meant.',
  });
}

function noValue(name: string, path: string, value: string | undefined): FixInputError {
  const state = value === undefined ? 'which is not there' : 'which is empty';
  return new FixInputError(`${name}_FILE names ${path}, ${state}.`, {
    code: value === undefined ? 'setting_file_missing' : 'setting_file_empty',
    hint: `Put the value of ${name} into ${path}, or unset ${name}_FILE.`,
  });
}

import { FixInputError } from '#core/errors.ts';

/** Reads a UTF-8 file; rejects as `readFile` of `node:fs/promises` does. */
export type ReadText = (path: string) => Promise<string>;

/**
 * The text of a file, or undefined where there is none.
 *
 * @throws FixInputError `file_unreadable` for a directory or a file without permission.
 */
export async function readTextIfAny(path: string, readFile: ReadText): Promise<string | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new FixInputError(`${path} cannot be read${reasons[code] ?? ` (${code})`}.`, {
      code: 'file_unreadable',
      hint: code === 'EISDIR' ? 'Name a file in it.' : `Let the user of this process read ${path}.`,
      cause: error,
    });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EISDIR: ': it is a directory',
  EACCES: ': permission denied',
  EPERM: ': permission denied',
};

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  throw error;
}

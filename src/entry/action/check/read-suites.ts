import { relative, sep } from 'node:path';
import { FixInputError } from '#core/errors.ts';
import { parseSuite } from '#evals/parse-suite.ts';
import type { Suite } from '#evals/suite.ts';
import { readBlob } from '../../../../connectors/file/git.ts';
import { readSuite } from '../../evals/read-suite.ts';
import type { Trees } from './open-trees.ts';

export interface SuitePair {
  readonly suite: Suite;
  /** Undefined where the base has none that can be read. */
  readonly suiteOfBase: Suite | undefined;
}

/**
 * The suites as they are checked out, and as the base has them.
 *
 * @throws FixInputError when one that is named cannot be read.
 */
export async function readSuites(
  paths: readonly string[],
  { git, base }: Trees,
  workspace: string,
  signal: AbortSignal,
): Promise<readonly SuitePair[]> {
  return Promise.all(
    paths.map(async (path) => {
      const suite = readSuite(path, workspace);
      const inTree = relative(git.folder, path).split(sep).join('/');
      const found = base?.follow(inTree);
      const blob = found?.is === 'file' ? found.entry.committed?.blob : undefined;
      const text = blob === undefined ? undefined : await readBlob(git, blob, signal);
      return { suite, suiteOfBase: text && parseOld(text.toString(), suite.fileName) };
    }),
  );
}

/** Only to tell what was removed and edited: one that does not parse, or needs a second file, tells nothing. */
function parseOld(text: string, fileName: string): Suite | undefined {
  try {
    return parseSuite(text, fileName);
  } catch (error) {
    if (error instanceof FixInputError) return undefined;
    throw error;
  }
}

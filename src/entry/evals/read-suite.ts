import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { FixInputError } from '#core/errors.ts';
import { type SuiteText, suiteFormat } from '#evals/formats/suite-format.ts';
import { parseSuite } from '#evals/parse-suite.ts';
import type { Suite } from '#evals/suite.ts';

export interface SuiteOverrides {
  readonly agentId?: string | undefined;
  readonly topK?: number | undefined;
  /** The other half of a TREC suite; else it is looked for beside the first. Absolute. */
  readonly topicsPath?: string | undefined;
}

/**
 * Reads a suite file, and for TREC the file beside it.
 *
 * @throws FixInputError when a file cannot be read or is not right.
 */
export function readSuite(path: string, cwd: string, overrides: SuiteOverrides = {}): Suite {
  const file = { fileName: nameOf(path, cwd), text: readText(path, 'suite', cwd) };
  const format = suiteFormat(file.fileName, file.text);
  const isHalf = format === 'qrels' || format === 'topics';
  const { topicsPath = isHalf ? otherHalf(path, format) : undefined, topK, agentId } = overrides;
  const beside: SuiteText | undefined =
    topicsPath === undefined
      ? undefined
      : { fileName: nameOf(topicsPath, cwd), text: readText(topicsPath, 'topics', cwd) };
  const suite = parseSuite(file.text, file.fileName, beside);
  return {
    ...suite,
    ...(topK !== undefined && { topK }),
    ...(agentId !== undefined && { agentId }),
  };
}

/** The file of the other kind in the same folder: of the same name, else the only one there is. */
function otherHalf(path: string, format: 'qrels' | 'topics'): string | undefined {
  const wanted = format === 'qrels' ? 'topics' : 'qrels';
  const folder = dirname(path);
  const stem = stemOf(path);
  const candidates = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== basename(path))
    .map(({ name }) => name)
    .filter((name) => isLikely(name))
    .filter((name) => suiteFormat(name, readFileSync(join(folder, name), 'utf8')) === wanted);
  const sameStem = candidates.filter((name) => stemOf(name) === stem);
  const [found, another] = sameStem.length > 0 ? sameStem : candidates;
  return found === undefined || another !== undefined ? undefined : join(folder, found);
}

function isLikely(name: string): boolean {
  return /\.(qrels?|topics|tsv|txt)$/i.test(name) || /qrels|topics|queries/i.test(name);
}

/** `nfcorpus.qrels.txt` and `nfcorpus.topics.tsv` belong together, and so do `qrels` and `topics`. */
function stemOf(path: string): string {
  return basename(path)
    .toLowerCase()
    .replace(/\.(txt|tsv)$/, '')
    .replace(/[._-]?(qrels?|topics|queries)\b[._-]?/g, '');
}

function nameOf(path: string, cwd: string): string {
  return relative(cwd, path) || path;
}

function readText(path: string, kind: 'suite' | 'topics', cwd: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const what = kind === 'suite' ? 'The suite' : 'The file of questions';
    throw new FixInputError(`${what} ${nameOf(path, cwd)} cannot be read.`, {
      code: 'file_unreadable',
      hint: 'Name an existing file; "twigkit init" writes a sample suite to evals/docs.yaml.',
      cause,
    });
  }
}

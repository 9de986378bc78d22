import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { Clock } from '#core/clock.ts';
import { FixInputError } from '#core/errors.ts';
import type { Retriever } from '#core/retriever.ts';
import { type Baseline, formatBaseline, parseBaseline } from '#evals/baseline.ts';
import { compareRuns, type Verdict } from '#evals/compare-runs.ts';
import { parseSuite } from '#evals/parse-suite.ts';
import { runSuite } from '#evals/run-suite.ts';

/** A suite and its baseline as files. */
export interface SuiteFiles {
  readonly suitePath: string;
  readonly baselinePath: string;
}

export interface EvaluateOptions {
  readonly files: SuiteFiles;
  /** Paths in messages are relative to it. */
  readonly cwd: string;
  readonly retriever: Retriever;
  readonly clock: Clock;
  /** Takes the results as the new baseline, and compares with the old one all the same. */
  readonly bless?: boolean;
}

export interface Evaluation {
  readonly verdict: Verdict;
  /** True when a baseline file was written. */
  readonly blessed: boolean;
}

/** `evals/docs.yaml` has its baseline in `evals/docs.baseline.json` unless another is named. */
export function suiteFiles(cwd: string, suite: string, baseline: string | undefined): SuiteFiles {
  const suitePath = resolve(cwd, suite);
  const beside = `${suitePath.replace(/\.ya?ml$/i, '')}.baseline.json`;
  return { suitePath, baselinePath: baseline === undefined ? beside : resolve(cwd, baseline) };
}

/**
 * Asks the questions of a suite file and holds the results against its baseline file. Both are read
 * anew each time: a long-running process goes by what they say now.
 */
export async function evaluateSuite(
  options: EvaluateOptions,
  signal: AbortSignal,
): Promise<Evaluation> {
  const { files, cwd, retriever, clock } = options;
  const name = relative(cwd, files.suitePath) || files.suitePath;
  const suite = parseSuite(readText(files.suitePath, `The suite ${name}`), name);
  const baseline = readBaseline(files.baselinePath, cwd);
  const run = await runSuite(suite, retriever, { clock }, signal);
  if (!options.bless) return { verdict: compareRuns(run, baseline), blessed: false };
  const text = formatBaseline(run);
  writeFileSync(files.baselinePath, text);
  return { verdict: compareRuns(run, baseline ?? parseBaseline(text, name)), blessed: true };
}

function readBaseline(path: string, cwd: string): Baseline | undefined {
  if (!existsSync(path)) return undefined;
  const name = relative(cwd, path) || path;
  return parseBaseline(readText(path, `The baseline ${name}`), name);
}

function readText(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new FixInputError(`${what} cannot be read.`, {
      code: 'file_unreadable',
      hint: 'Name an existing file; "twigkit init" writes a sample suite to evals/docs.yaml.',
      cause,
    });
  }
}

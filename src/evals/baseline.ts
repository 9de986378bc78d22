import * as z from 'zod';
import { FixInputError, StopRunError } from '#core/errors.ts';
import { plural } from '#util/plural.ts';
import { sha256 } from '#util/sha256.ts';
import { stableStringify } from '#util/stable-stringify.ts';
import type { SuiteRun } from './run-suite.ts';
import { mean, recallAt, reciprocalRank } from './score-ranking.ts';
import { describeTarget, type Question } from './suite.ts';

/** What a blessed run found: the state that later runs are held against. */
export interface Baseline {
  readonly suite: string;
  readonly topK: number;
  /** By question id. */
  readonly cases: ReadonlyMap<string, BaselineCase>;
}

export interface BaselineCase {
  readonly id: string;
  /** As it was asked, for people. */
  readonly question: string;
  /** Of question and targets: another hash means that ranks cannot be compared. */
  readonly hash: string;
  readonly outcome: 'found' | 'missed' | 'unjudged';
  /** In the order of the targets. */
  readonly ranks: readonly (number | undefined)[];
}

const version = 'twigkit-baseline/1';

const rank = z.int().min(1);
const baselineFile = z.object({
  schema: z.literal(version),
  suite: z.string(),
  top_k: rank,
  questions: z.array(
    z.object({
      id: z.string().min(1),
      question: z.string(),
      hash: z.string().min(1),
      outcome: z.enum(['found', 'missed', 'unjudged']),
      targets: z.array(z.object({ target: z.string(), rank: rank.nullable() })).min(1),
    }),
  ),
});

/** Changes when the question's wording or one of its targets does, and with nothing else. */
export function hashQuestion({ text, targets }: Question): string {
  return sha256(stableStringify({ text, targets })).slice(0, 16);
}

/**
 * A run as the text of a baseline file: JSON, questions by id, no times, so that the same results
 * give the same bytes and a review shows which ranks moved.
 *
 * @throws StopRunError when a question could not be asked: its loss would be blessed unseen.
 */
export function formatBaseline(run: SuiteRun): string {
  const { name, topK } = run.suite;
  const failed = run.cases.filter((result) => result.outcome === 'errored');
  if (failed.length > 0) {
    const ids = failed.slice(0, 5).map((result) => result.question.id);
    throw new StopRunError(
      `The run of ${name} cannot be blessed: ${plural(failed.length, 'question')} could not be asked (${ids.join(', ')}${failed.length > 5 ? ', …' : ''})`,
      { code: 'run_incomplete', hint: 'Run it again when the search answers, then bless it.' },
    );
  }
  const ranks = run.cases
    .filter((result) => result.outcome !== 'unjudged')
    .map((result) => result.targets.map((target) => target.rank));
  const questions = run.cases
    .map(({ question, outcome, targets }) => ({
      id: question.id,
      question: question.text,
      hash: hashQuestion(question),
      outcome,
      targets: targets.map((result) => ({
        target: describeTarget(result.target),
        rank: result.rank ?? null,
      })),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const file = {
    schema: version,
    suite: name,
    top_k: topK,
    // For the eyes of a reviewer: a later run computes them again from the ranks.
    recall: round(mean(ranks.map((row) => recallAt(row, topK)))),
    mrr: round(mean(ranks.map((row) => reciprocalRank(row, topK)))),
    questions,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * Reads the text of a baseline file.
 *
 * @throws FixInputError that names the file, what is wrong with it, and how to make it anew.
 */
export function parseBaseline(text: string, fileName: string): Baseline {
  const written = readJson(text, fileName);
  const parsed = baselineFile.safeParse(written);
  if (!parsed.success) throw shapeError(written, parsed.error.issues, fileName);
  const { suite, top_k, questions } = parsed.data;
  const cases = new Map<string, BaselineCase>();
  for (const { id, question, hash, outcome, targets } of questions) {
    const ranks = targets.map((target) => target.rank ?? undefined);
    if (cases.has(id)) {
      throw invalid(fileName, `the question "${id}" stands twice in it`);
    }
    if ((outcome === 'found') !== ranks.some((value) => value !== undefined && value <= top_k)) {
      throw invalid(fileName, `outcome and ranks of the question "${id}" contradict each other`);
    }
    cases.set(id, { id, question, hash, outcome, ranks });
  }
  return { suite, topK: top_k, cases };
}

function readJson(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    if (/^(<{7}|={7}|>{7})/m.test(text)) throw invalid(fileName, 'it has merge conflict markers');
    throw invalid(fileName, 'it is not JSON', cause);
  }
}

function shapeError(
  written: unknown,
  issues: readonly z.core.$ZodIssue[],
  fileName: string,
): FixInputError {
  const schema =
    typeof written === 'object' && written !== null ? Reflect.get(written, 'schema') : undefined;
  if (typeof schema === 'string' && schema !== version) {
    return new FixInputError(
      `The baseline ${fileName} is of the kind "${schema}", expected "${version}"`,
      {
        code: 'baseline_version',
        hint: 'Use the version of twigkit that wrote it, or bless a new run with --bless.',
      },
    );
  }
  const first = issues[0];
  const where = first?.path.length ? ` at ${first.path.map(String).join('.')}` : '';
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return invalid(fileName, `it is not a baseline${where}: ${first?.message ?? 'unknown'}${more}`);
}

function invalid(fileName: string, fault: string, cause?: unknown): FixInputError {
  return new FixInputError(`The baseline ${fileName} cannot be read: ${fault}`, {
    code: 'baseline_invalid',
    hint: 'Restore it from version control, or bless a new run with --bless.',
    cause,
  });
}

function round(value: number | undefined): number | null {
  return value === undefined ? null : Math.round(value * 10_000) / 10_000;
}

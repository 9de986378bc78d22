import * as z from 'zod';
import { FixInputError } from '#core/errors.ts';
import type { Baseline, BaselineCase } from './baseline.ts';
import { firstRank } from './metrics/judged-ranking.ts';

/** Raised when what is in the file changes its meaning; more may be added at any time. */
export const baselineVersion = 'twigkit-baseline/1';

const rank = z.int().min(1);
const rising = z.array(rank).readonly();
const caseSchema = z.object({
  id: z.string().min(1),
  question: z.string(),
  hash: z.string().min(1),
  outcome: z.enum(['found', 'missed', 'unjudged', 'no_targets']),
  answer: z.enum(['passed', 'failed', 'unjudged']).optional(),
  targets: z.array(
    z.object({ target: z.string(), rank: rank.nullable(), passage: z.string().optional() }),
  ),
  relevant_ranks: rising.optional(),
  rejected_ranks: rising.optional(),
  results: z.int().min(0).optional(),
});
const baselineFile = z.object({
  schema: z.literal(baselineVersion),
  suite: z.string(),
  top_k: rank,
  questions: z.array(caseSchema),
});

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
  for (const row of questions) {
    const read = toCase(row, top_k);
    if (cases.has(read.id)) {
      throw invalid(fileName, `the question "${read.id}" stands twice in it`);
    }
    const isFound = firstRank(read.ranking.ranks, top_k) !== undefined;
    if ((read.outcome === 'found') !== isFound) {
      throw invalid(
        fileName,
        `outcome and ranks of the question "${read.id}" contradict each other`,
      );
    }
    cases.set(read.id, read);
  }
  return { suite, topK: top_k, cases };
}

function toCase(row: z.infer<typeof caseSchema>, topK: number): BaselineCase {
  const { id, question, hash, outcome, targets, answer } = row;
  const ranks = targets.map((target) => target.rank ?? undefined);
  const distinct = [...new Set(ranks.flatMap((value) => value ?? []))].sort((a, b) => a - b);
  return {
    id,
    question,
    hash,
    outcome,
    ranking: {
      grades: ranks.map(() => 1),
      ranks,
      relevantRanks: row.relevant_ranks ?? distinct,
      rejectedRanks: row.rejected_ranks ?? [],
      rejectedCount: row.rejected_ranks?.length ?? 0,
      resultCount: row.results ?? topK,
    },
    answer: answer && { outcome: answer },
    passages: targets.map(({ passage }) => passage),
  };
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
  if (typeof schema === 'string' && schema !== baselineVersion) {
    return new FixInputError(
      `The baseline ${fileName} is of the kind "${schema}", expected "${baselineVersion}"`,
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

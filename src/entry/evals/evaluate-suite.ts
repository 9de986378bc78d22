import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { Answerer } from '#core/answerer.ts';
import type { Clock } from '#core/clock.ts';
import { FixInputError } from '#core/errors.ts';
import type { EvalHistory } from '#core/eval-history.ts';
import type { Retriever } from '#core/retriever.ts';
import type { Baseline } from '#evals/baseline.ts';
import { compareRuns, type Verdict } from '#evals/compare-runs.ts';
import { type Catalogue, findStaleTargets } from '#evals/find-stale-targets.ts';
import { formatBaseline } from '#evals/format-baseline.ts';
import { createJudge, type JudgeChat } from '#evals/judge/create-judge.ts';
import { parseBaseline } from '#evals/parse-baseline.ts';
import { type RecordedRun, type RunSubject, recordRun } from '#evals/record-run.ts';
import { verdictToJson } from '#evals/report/json.ts';
import { type RunSuiteOptions, runSuite, type SuiteRun } from '#evals/run-suite.ts';
import { type SelfTest, selfTest } from '#evals/self-test.ts';
import type { Suite } from '#evals/suite.ts';
import { readSuite, type SuiteOverrides } from './read-suite.ts';

/** A suite and its baseline as files. */
export interface SuiteFiles {
  readonly suitePath: string;
  readonly baselinePath: string;
  /** Instead of the agent that the suite names. */
  readonly agentId?: string | undefined;
}

/** Where runs are kept, so that one that was interrupted goes on. */
export interface Recording {
  readonly history: EvalHistory;
  /** Asked once per run. */
  describeSubject(agentId: string | undefined, signal: AbortSignal): Promise<RunSubject>;
  /** True for an event that may come twice: what was finished is not asked again. */
  readonly reuseFinished?: boolean;
}

export interface EvaluateOptions {
  readonly files: SuiteFiles;
  /** Paths in messages are relative to it. */
  readonly cwd: string;
  readonly retriever: Retriever;
  readonly clock: Clock;
  /** Default: answers are not asked for, and their checks stay unjudged. */
  readonly answerer?: Answerer | undefined;
  /** What judges answers where the suite asks for it, and the name of the model. */
  readonly judge?: { readonly chat: JudgeChat; readonly model: string } | undefined;
  /** Default: nothing is kept. */
  readonly recording?: Recording | undefined;
  /** Every document of the index; default: stale targets are not looked for. */
  readonly catalogue?: Catalogue | undefined;
  readonly overrides?: SuiteOverrides;
  /** Takes the results as the new baseline, and compares with the old one all the same. */
  readonly bless?: boolean;
  /** Also breaks the results on purpose, to see whether the gate turns red. */
  readonly selfTest?: boolean;
  readonly onCase?: RunSuiteOptions['onCase'];
}

export interface Evaluation {
  readonly verdict: Verdict;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Undefined when nothing is kept. */
  readonly runId: string | undefined;
  /** Questions that an interrupted run had asked. */
  readonly resumedCount: number;
  /** True when a baseline file was written. */
  readonly blessed: boolean;
  /** True when the suite asks for a judge and there is none. */
  readonly judgeMissing: boolean;
  /** When it was asked for. */
  readonly selfTest: SelfTest | undefined;
}

/** Runs and votes of a judge are kept for 90 days. */
const keptForMs = 90 * 24 * 3_600_000;

/** `evals/docs.yaml` has its baseline in `evals/docs.baseline.json` unless another is named. */
export function suiteFiles(cwd: string, suite: string, baseline: string | undefined): SuiteFiles {
  const suitePath = resolve(cwd, suite);
  const stem = suitePath.replace(/\.(ya?ml|jsonl|ndjson|csv|tsv|txt|qrels?)$/i, '');
  return {
    suitePath,
    baselinePath: baseline === undefined ? `${stem}.baseline.json` : resolve(cwd, baseline),
  };
}

/**
 * Asks the questions of a suite file and holds the results against its baseline file. Both are read
 * anew each time: a long-running process goes by what they say now.
 */
export async function evaluateSuite(
  options: EvaluateOptions,
  signal: AbortSignal,
): Promise<Evaluation> {
  const { files, cwd, clock, overrides, recording, bless = false } = options;
  const suite = readSuite(files.suitePath, cwd, { agentId: files.agentId, ...overrides });
  const baseline = readBaseline(files.baselinePath, cwd);
  const startedAt = clock.now();
  const run = await runOrResume(suite, options, signal);
  const staleTargets = await lookForStale(run, options, signal);
  const text = bless ? formatBaseline(run) : undefined;
  if (text !== undefined) writeFileSync(files.baselinePath, text);
  const first = text === undefined ? undefined : parseBaseline(text, suite.fileName);
  const verdict = compareRuns(run, baseline ?? first, { staleTargets });
  const { runId, resumedCount } = run;
  if (runId !== undefined) {
    await recording?.history.finish(runId, {
      finishedAt: clock.now(),
      outcome: verdict.outcome,
      report: verdictToJson(verdict, { brief: true }),
    });
    await recording?.history.purge(clock.now() - keptForMs);
  }
  const judgeMissing = suite.judge !== undefined && options.judge === undefined;
  const tried = options.selfTest === true ? selfTest(run, baseline ?? first) : undefined;
  return { verdict, startedAt, runId, resumedCount, blessed: bless, judgeMissing, selfTest: tried };
}

type Run = SuiteRun & Partial<Pick<RecordedRun, 'runId'>> & Pick<RecordedRun, 'resumedCount'>;

async function runOrResume(
  suite: Suite,
  { retriever, clock, answerer, judge, recording, onCase }: EvaluateOptions,
  signal: AbortSignal,
): Promise<Run> {
  const settings = {
    clock,
    answerer,
    ...(onCase && { onCase }),
    ...(judge && suite.judge && recording
      ? {
          judge: createJudge({
            ...suite.judge,
            ...judge,
            history: recording.history,
            now: () => clock.now(),
          }),
        }
      : {}),
  };
  if (recording === undefined) {
    return { ...(await runSuite(suite, retriever, settings, signal)), resumedCount: 0 };
  }
  const subject = await recording.describeSubject(suite.agentId, signal);
  const { history, reuseFinished = false } = recording;
  return recordRun(suite, retriever, { ...settings, history, subject, reuseFinished }, signal);
}

async function lookForStale(
  { cases }: SuiteRun,
  { catalogue }: EvaluateOptions,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (catalogue === undefined) return new Map();
  try {
    return await findStaleTargets(cases, catalogue, signal);
  } catch {
    // A server without manifests, or a key that may not read them: the verdict stands without.
    signal.throwIfAborted();
    return new Map();
  }
}

function readBaseline(path: string, cwd: string): Baseline | undefined {
  if (!existsSync(path)) return undefined;
  const name = relative(cwd, path) || path;
  try {
    return parseBaseline(readFileSync(path, 'utf8'), name);
  } catch (cause) {
    if (cause instanceof FixInputError) throw cause;
    throw new FixInputError(`The baseline ${name} cannot be read.`, {
      code: 'file_unreadable',
      hint: 'Name a file with --baseline, or bless a new run with --bless.',
      cause,
    });
  }
}

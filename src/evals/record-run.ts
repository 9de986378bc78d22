import type { Clock } from '#core/clock.ts';
import type { EvalHistory, EvalRun } from '#core/eval-history.ts';
import type { Retriever } from '#core/retriever.ts';
import { sha256 } from '#util/sha256.ts';
import { stableStringify } from '#util/stable-stringify.ts';
import { hashQuestion } from './baseline.ts';
import { recordCase, restoreCase } from './case-record.ts';
import type { CaseResult } from './case-result.ts';
import { type RunSuiteOptions, runSuite, type SuiteRun } from './run-suite.ts';
import type { Suite } from './suite.ts';

/** What a run is put to: with the suite it decides the results. */
export interface RunSubject {
  /** Which server: its address, or the data folder of the embedded one. */
  readonly server: string;
  /** Changes whenever the agent does; undefined where it is not known. */
  readonly agentVersion: string | undefined;
  /** Changes whenever the index does; undefined where the server does not tell. */
  readonly indexState: string | undefined;
  /** Our own version. */
  readonly runner: string;
  /** Why it was started. */
  readonly cause: string | undefined;
}

export interface RecordRunOptions extends Omit<RunSuiteOptions, 'done'> {
  readonly clock: Clock;
  readonly history: EvalHistory;
  readonly subject: RunSubject;
  /** True for a duplicate that shall cost nothing: what was finished is given back. Default false. */
  readonly reuseFinished?: boolean;
}

export interface RecordedRun extends SuiteRun {
  readonly runId: string;
  /** How many questions were not asked again. */
  readonly resumedCount: number;
}

/** An unfinished run on an index whose state is unknown is gone on with for so long. */
const resumeWithinMs = 3_600_000;

/**
 * Runs a suite and keeps each result as it comes: a run that was interrupted goes on where it stopped.
 * Questions that could not be asked are asked again.
 *
 * @throws what `runSuite` throws; what was asked until then is kept.
 */
export async function recordRun(
  suite: Suite,
  retriever: Retriever,
  options: RecordRunOptions,
  signal: AbortSignal,
): Promise<RecordedRun> {
  const { clock, history, subject, reuseFinished = false } = options;
  const suiteHash = hashSuite(suite);
  const startedAt = clock.now();
  const begun = {
    id: await chooseId(suite, suiteHash, options, startedAt),
    suite: suite.name,
    suiteHash,
    agentId: suite.agentId,
    indexState: subject.indexState,
    cause: subject.cause,
    startedAt,
  };
  const there = await history.begin(begun);
  const isRepeat = there.end !== undefined && !reuseFinished;
  if (isRepeat) await history.begin(begun, { afresh: true });
  const done = isRepeat ? new Map() : await keptCases(suite, there, history);
  const run = await runSuite(
    suite,
    retriever,
    {
      ...options,
      done,
      async onCase(result) {
        await history.putCase(begun.id, { key: result.question.id, result: recordCase(result) });
        await options.onCase?.(result);
      },
    },
    signal,
  );
  return { ...run, runId: begun.id, resumedCount: done.size };
}

/** Of the questions and whatever decides how they are scored. */
export function hashSuite({ name, topK, unit, agentId, questions }: Suite): string {
  const asked = questions.map((question) => [question.id, hashQuestion(question)]);
  return sha256(stableStringify({ name, topK, unit, agentId, asked })).slice(0, 24);
}

async function chooseId(
  suite: Suite,
  suiteHash: string,
  { history, subject }: RecordRunOptions,
  startedAt: number,
): Promise<string> {
  const { server, agentVersion, indexState, runner } = subject;
  const content = { suiteHash, server, agentId: suite.agentId, agentVersion, indexState, runner };
  const isKnown =
    indexState !== undefined && (suite.agentId === undefined || agentVersion !== undefined);
  if (isKnown) return runIdOf(content);
  // Nothing says that the next answer will be the same: each run is its own, but for one that stopped.
  const key = runIdOf(content);
  for await (const run of history.list({ suiteHash, finished: false })) {
    if (run.startedAt < startedAt - resumeWithinMs) break;
    if (run.id === `${key}_${run.startedAt}`) return run.id;
  }
  return `${key}_${startedAt}`;
}

function runIdOf(content: Readonly<Record<string, unknown>>): string {
  return `run_${sha256(stableStringify(content)).slice(0, 24)}`;
}

async function keptCases(
  { questions }: Suite,
  run: EvalRun,
  history: EvalHistory,
): Promise<ReadonlyMap<string, CaseResult>> {
  const byId = new Map(questions.map((question) => [question.id, question]));
  const kept = new Map<string, CaseResult>();
  for await (const { key, result } of history.cases(run.id)) {
    const question = byId.get(key);
    const restored = question && restoreCase(question, result);
    if (restored && restored.outcome !== 'errored') kept.set(key, restored);
  }
  return kept;
}

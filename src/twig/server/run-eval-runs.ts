import type { Clock } from '#core/clock.ts';
import type { Sql } from '#core/sql.ts';
import { asError } from '#util/as-error.ts';
import { cutText } from '#util/cut-text.ts';
import type { IndexWriter } from './index-writer.ts';
import { runClaimed } from './run-claimed.ts';
import {
  dueEvalRuns,
  type EvalRunOutcome,
  type EvalRunRequest,
  type EvalRunResult,
  nextEvalRunDueAt,
} from './store/eval-runs.ts';
import type { Wake } from './wake.ts';

/** An eval run that the server asks for. */
export interface RequestedEvalRun extends EvalRunRequest {
  readonly runId: string;
  /** Whose data sources are searched. */
  readonly organisation: string;
}

/** Asks the questions of a suite and gives the verdict. Its error is the failure's reason. */
export type StartEvalRun = (run: RequestedEvalRun, signal: AbortSignal) => Promise<EvalRunResult>;

/** What a server that runs evals needs of whoever runs them. */
export interface Evals {
  /** Names of the suites that can be run. */
  suiteNames(): readonly string[];
  readonly start: StartEvalRun;
}

export interface EvalRunParts {
  readonly reader: Sql;
  readonly writer: IndexWriter;
  readonly clock: Clock;
  /** Of the outbox. */
  readonly wake: Wake;
  /** Rung when a run was requested. */
  readonly evalWake: Wake;
  readonly report: (error: Error) => void;
}

/** Runs requested evals until aborted, one after the other: they compete for one index. */
export async function runEvalRuns(
  { reader, writer, clock, wake, evalWake, report }: EvalRunParts,
  startEvalRun: StartEvalRun,
  signal: AbortSignal,
): Promise<void> {
  await runClaimed(
    {
      idOf: ({ runId }) => runId,
      due: (now, limit) => dueEvalRuns(reader, now, limit),
      nextDueAt: (now) => nextEvalRunDueAt(reader, now),
      claim: ({ organisation, runId }, claim) =>
        writer.claimEvalRun({ organisation, runId }, claim),
      renew: ({ organisation, runId }, claimed) =>
        writer.renewEvalRun({ organisation, runId }, claimed),
      release: ({ organisation, runId }, held) =>
        writer.releaseEvalRun({ organisation, runId }, held),
      async run({ organisation, runId, request }, stop) {
        const run = { ...request, organisation, runId };
        const outcome = await outcomeOf(startEvalRun(run, stop));
        return async (claimedUntil) => {
          const end = { organisation, runId, claimedUntil, outcome, now: clock.now() };
          if ((await writer.finishEvalRun(end)) > 0) wake.ring();
        };
      },
    },
    { clock, wake: evalWake, concurrency: 1, report },
    signal,
  );
}

async function outcomeOf(running: Promise<EvalRunResult>): Promise<EvalRunOutcome> {
  try {
    return { is: 'completed', result: await running };
  } catch (error) {
    return { is: 'failed', reason: cutText(asError(error).message, 500) };
  }
}

import type { Json } from './json.ts';

/**
 * Keeps eval runs: what was asked, what came of each case, which verdict was given. An interrupted run
 * goes on from its last case, and the same experiment is not paid for twice.
 *
 * A run's id is made of everything that decides its results (agent, its version, state of the index,
 * questions, runner). Two runs of one id are one run.
 *
 * What an implementer owes:
 *
 * 1. `begin` gives the run that is there, untouched, or adds the new one; in one step, so that two
 *    workers that begin at once get the same run. With `afresh` it replaces what is there, cases and
 *    verdict too, in one transaction.
 * 2. `putCase` and `finish` are durable when they resolve. A case of the same key replaces its older self.
 * 3. A case or an end for a run that is not there is refused with StopRunError: it would belong to nothing.
 * 4. `cases` and `list` stream and tolerate writes meanwhile.
 * 5. A vote is kept under its key whichever run asked for it.
 */
export interface EvalHistory {
  begin(run: NewEvalRun, how?: { readonly afresh?: boolean }): Promise<EvalRun>;
  get(runId: string): Promise<EvalRun | undefined>;
  /** Newest start first; of equal starts, the greater id first. */
  list(filter?: EvalRunFilter): AsyncIterable<EvalRun>;
  putCase(runId: string, entry: EvalCaseEntry): Promise<void>;
  /** By key. */
  cases(runId: string): AsyncIterable<EvalCaseEntry>;
  finish(runId: string, end: EvalRunEnd): Promise<void>;
  /** What a judge said before, by the hash of everything that it was asked. */
  vote(key: string): Promise<Json | undefined>;
  putVote(key: string, value: Json, at: number): Promise<void>;
  /** Forgets runs (with their cases) that started, and votes that were put, before; gives the number of runs. */
  purge(before: number): Promise<number>;
}

export interface NewEvalRun {
  /** `run_` and a hash. */
  readonly id: string;
  readonly suite: string;
  /** Of the questions and whatever decides how they are scored. */
  readonly suiteHash: string;
  /** Undefined for a run of the search alone. */
  readonly agentId: string | undefined;
  /** State of the index, as far as the server tells it. */
  readonly indexState: string | undefined;
  /** Why it was started: event ids, a command. */
  readonly cause: string | undefined;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

export interface EvalRun extends NewEvalRun {
  /** Undefined while it runs, or when it was interrupted. */
  readonly end: EvalRunEnd | undefined;
}

export interface EvalRunEnd {
  /** Epoch milliseconds. */
  readonly finishedAt: number;
  /** `pass`, `pass-with-warning`, `inconclusive`, `fail`. */
  readonly outcome: string;
  /** The verdict as reports have it. */
  readonly report: Json;
}

export interface EvalCaseEntry {
  /** Unique in its run. */
  readonly key: string;
  readonly result: Json;
}

/** Every property that is given must hold. */
export interface EvalRunFilter {
  readonly suite?: string;
  readonly suiteHash?: string;
  readonly agentId?: string;
  readonly finished?: boolean;
  readonly limit?: number;
}

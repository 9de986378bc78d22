import { StopRunError } from '#core/errors.ts';
import type { EvalCaseEntry, EvalRun, NewEvalRun } from '#core/eval-history.ts';
import type { Json } from '#core/json.ts';

type Row = Readonly<Record<string, unknown>>;

export function noSuchRun(runId: string): StopRunError {
  return new StopRunError(`There is no eval run ${runId}.`, {
    code: 'eval_run_unknown',
    hint: 'It was purged meanwhile: start the suite again.',
  });
}

/** The values of a new row of `eval_run`, in the order of its columns. */
export function evalRunValues(run: NewEvalRun) {
  const { id, suite, suiteHash, agentId, indexState, cause, startedAt } = run;
  return [id, suite, suiteHash, agentId ?? null, indexState ?? null, cause ?? null, startedAt];
}

/** A row of `eval_run`, in either database. What the schema promises is what the assertions say. */
export function toEvalRun(row: Row): EvalRun {
  return {
    id: row.id as string,
    suite: row.suite as string,
    suiteHash: row.suite_hash as string,
    agentId: (row.agent_id as string | null) ?? undefined,
    indexState: (row.index_state as string | null) ?? undefined,
    cause: (row.cause as string | null) ?? undefined,
    startedAt: Number(row.started_at),
    end:
      row.finished_at === null
        ? undefined
        : {
            finishedAt: Number(row.finished_at),
            outcome: row.outcome as string,
            report: readJson(row.report),
          },
  };
}

/** A row of `eval_case`, in either database. */
export function toEvalCase(row: Row): EvalCaseEntry {
  return { key: String(row.key), result: readJson(row.result) };
}

/** What is kept was made by JSON.stringify from Json. */
export function readJson(text: unknown): Json {
  return JSON.parse(String(text)) as Json;
}

import { StopRunError } from '#core/errors.ts';
import type {
  EvalCaseEntry,
  EvalHistory,
  EvalRun,
  EvalRunFilter,
  NewEvalRun,
} from '#core/eval-history.ts';
import type { Json } from '#core/json.ts';
import type { Postgres, Row } from './connect-postgres.ts';

const pageSize = 200;

/** The history of eval runs in a PostgreSQL database; the tables are those of `stateMigrations`. */
export function createPostgresEvalHistory(postgres: Postgres): EvalHistory {
  const ask = async (statement: string, values: readonly unknown[]) =>
    (await postgres.executeSql(statement, values)).rows;
  return {
    begin: (run, { afresh = false } = {}) =>
      postgres.transaction(async (session) => {
        if (afresh) await session.executeSql(removeRun, [run.id]);
        await session.executeSql(insertRun, valuesOf(run));
        const { rows } = await session.executeSql(selectRun, [run.id]);
        if (rows[0] === undefined) throw noSuchRun(run.id);
        return runOf(rows[0]);
      }),
    async get(runId) {
      const [row] = await ask(selectRun, [runId]);
      return row && runOf(row);
    },
    list: (filter) => listRuns(postgres, filter),
    async putCase(runId, { key, result }) {
      const put = await ask(putCase, [key, JSON.stringify(result), runId]);
      if (put.length === 0) throw noSuchRun(runId);
    },
    async *cases(runId) {
      let after = '';
      for (;;) {
        const page = await ask(selectCases, [runId, after]);
        for (const row of page) yield caseOf(row);
        if (page.length < pageSize) return;
        after = String(page.at(-1)?.key);
      }
    },
    async finish(runId, { finishedAt, outcome, report }) {
      const ended = await ask(finishRun, [finishedAt, outcome, JSON.stringify(report), runId]);
      if (ended.length === 0) throw noSuchRun(runId);
    },
    async vote(key) {
      const [row] = await ask(selectVote, [key]);
      return row && jsonOf(row.value);
    },
    async putVote(key, value, at) {
      await ask(putVote, [key, JSON.stringify(value), at]);
    },
    purge: (before) =>
      postgres.transaction(async (session) => {
        await session.executeSql(removeOldVotes, [before]);
        const { rows } = await session.executeSql(removeOldRuns, [before]);
        return Number(rows[0]?.count);
      }),
  };
}

/** Page by page, not one open cursor: runs are added meanwhile. */
async function* listRuns(postgres: Postgres, filter: EvalRunFilter = {}): AsyncGenerator<EvalRun> {
  const { suite, suiteHash, agentId, finished, limit = Number.POSITIVE_INFINITY } = filter;
  const conditions = [suite, suiteHash, agentId, finished].map((value) => value ?? null);
  let after: readonly unknown[] = [Number.MAX_SAFE_INTEGER, ''];
  let left = limit;
  while (left > 0) {
    const size = Math.min(left, pageSize);
    const { rows } = await postgres.executeSql(selectPage, [...after, ...conditions, size]);
    for (const row of rows) yield runOf(row);
    if (rows.length < size) return;
    left -= rows.length;
    after = [rows.at(-1)?.started_at, rows.at(-1)?.id];
  }
}

function noSuchRun(runId: string): StopRunError {
  return new StopRunError(`There is no eval run ${runId}.`, {
    code: 'eval_run_unknown',
    hint: 'It was purged meanwhile: start the suite again.',
  });
}

function valuesOf(run: NewEvalRun) {
  const { id, suite, suiteHash, agentId, indexState, cause, startedAt } = run;
  return [id, suite, suiteHash, agentId ?? null, indexState ?? null, cause ?? null, startedAt];
}

/** What the schema promises of a row is what the assertions say. */
function runOf(row: Row): EvalRun {
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
            report: jsonOf(row.report),
          },
  };
}

function caseOf(row: Row): EvalCaseEntry {
  return { key: String(row.key), result: jsonOf(row.result) };
}

/** What is kept was made by JSON.stringify from Json. */
function jsonOf(text: unknown): Json {
  return JSON.parse(String(text)) as Json;
}

const insertRun = `
  INSERT INTO twigkit.eval_run (id, suite, suite_hash, agent_id, index_state, cause, started_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (id) DO NOTHING`;
const removeRun = 'DELETE FROM twigkit.eval_run WHERE id = $1';
const selectRun = 'SELECT * FROM twigkit.eval_run WHERE id = $1';
const selectPage = `
  SELECT * FROM twigkit.eval_run
  WHERE (started_at, id) < ($1::bigint, $2)
    AND ($3::text IS NULL OR suite = $3) AND ($4::text IS NULL OR suite_hash = $4)
    AND ($5::text IS NULL OR agent_id = $5)
    AND ($6::boolean IS NULL OR (finished_at IS NOT NULL) = $6)
  ORDER BY started_at DESC, id DESC LIMIT $7`;
const finishRun = `
  UPDATE twigkit.eval_run SET finished_at = $1, outcome = $2, report = $3 WHERE id = $4 RETURNING id`;
/** The run is locked against a purge that would take it away in between. */
const putCase = `
  WITH run AS (SELECT id FROM twigkit.eval_run WHERE id = $3 FOR KEY SHARE)
  INSERT INTO twigkit.eval_case (run_id, key, result) SELECT id, $1, $2 FROM run
  ON CONFLICT (run_id, key) DO UPDATE SET result = excluded.result RETURNING key`;
const selectCases = `
  SELECT key, result FROM twigkit.eval_case
  WHERE run_id = $1 AND key > $2 ORDER BY key LIMIT ${pageSize}`;
const selectVote = 'SELECT value FROM twigkit.eval_vote WHERE key = $1';
const putVote = `
  INSERT INTO twigkit.eval_vote (key, value, put_at) VALUES ($1, $2, $3)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value, put_at = excluded.put_at`;
const removeOldVotes = 'DELETE FROM twigkit.eval_vote WHERE put_at < $1';
const removeOldRuns = `
  WITH removed AS (DELETE FROM twigkit.eval_run WHERE started_at < $1 RETURNING id)
  SELECT count(*) AS count FROM removed`;

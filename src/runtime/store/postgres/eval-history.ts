import type { EvalHistory, EvalRun, EvalRunFilter } from '#core/eval-history.ts';
import { evalRunValues, noSuchRun, readJson, toEvalCase, toEvalRun } from '../eval-run-row.ts';
import type { Postgres } from './connect-postgres.ts';

const pageSize = 200;

/** The history of eval runs in a PostgreSQL database; the tables are those of `stateMigrations`. */
export function createPostgresEvalHistory(postgres: Postgres): EvalHistory {
  const ask = async (statement: string, values: readonly unknown[]) =>
    (await postgres.executeSql(statement, values)).rows;
  return {
    begin: (run, { afresh = false } = {}) =>
      postgres.transaction(async (session) => {
        if (afresh) await session.executeSql(removeRun, [run.id]);
        await session.executeSql(insertRun, evalRunValues(run));
        const { rows } = await session.executeSql(selectRun, [run.id]);
        if (rows[0] === undefined) throw noSuchRun(run.id);
        return toEvalRun(rows[0]);
      }),
    async get(runId) {
      const [row] = await ask(selectRun, [runId]);
      return row && toEvalRun(row);
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
        for (const row of page) yield toEvalCase(row);
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
      return row && readJson(row.value);
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
    for (const row of rows) yield toEvalRun(row);
    if (rows.length < size) return;
    left -= rows.length;
    after = [rows.at(-1)?.started_at, rows.at(-1)?.id];
  }
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

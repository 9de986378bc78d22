import type { EvalHistory, EvalRun, EvalRunFilter } from '#core/eval-history.ts';
import type { Sql, SqlRow } from '#core/sql.ts';
import { evalRunValues, noSuchRun, readJson, toEvalCase, toEvalRun } from '../eval-run-row.ts';

const pageSize = 200;

/** The history of eval runs in `state.db`; the tables are those of `stateMigrations`. */
export function createSqliteEvalHistory(sql: Sql): EvalHistory {
  return {
    begin: async (run, { afresh = false } = {}) =>
      sql.transaction(() => {
        if (afresh) sql.run(removeRun, run.id);
        sql.run(insertRun, ...evalRunValues(run));
        return toEvalRun(found(sql, run.id));
      }),
    async get(runId) {
      const row = sql.get(selectRun, runId);
      return row && toEvalRun(row);
    },
    list: (filter) => listRuns(sql, filter),
    async putCase(runId, { key, result }) {
      if (sql.run(putCase, key, JSON.stringify(result), runId) === 0) throw noSuchRun(runId);
    },
    async *cases(runId) {
      let after = '';
      for (;;) {
        const page = sql.all(selectCases, runId, after);
        for (const row of page) yield toEvalCase(row);
        if (page.length < pageSize) return;
        after = String(page.at(-1)?.key);
      }
    },
    async finish(runId, { finishedAt, outcome, report }) {
      const changed = sql.run(finishRun, finishedAt, outcome, JSON.stringify(report), runId);
      if (changed === 0) throw noSuchRun(runId);
    },
    async vote(key) {
      const row = sql.get(selectVote, key);
      return row && readJson(row.value);
    },
    async putVote(key, value, at) {
      sql.run(putVote, key, JSON.stringify(value), at);
    },
    purge: async (before) =>
      sql.transaction(() => {
        sql.run(removeOldVotes, before);
        return sql.run(removeOldRuns, before);
      }),
  };
}

/** Page by page, not one open cursor: runs are added meanwhile. */
async function* listRuns(sql: Sql, filter: EvalRunFilter = {}): AsyncGenerator<EvalRun> {
  const { suite, suiteHash, agentId, finished, limit = Number.POSITIVE_INFINITY } = filter;
  let startedAt = Number.MAX_SAFE_INTEGER;
  let id = '';
  let left = limit;
  while (left > 0) {
    const size = Math.min(left, pageSize);
    const page = sql.all(
      selectPage,
      startedAt,
      id,
      suite ?? null,
      suiteHash ?? null,
      agentId ?? null,
      finished === undefined ? null : Number(finished),
      size,
    );
    for (const row of page) yield toEvalRun(row);
    if (page.length < size) return;
    left -= page.length;
    const last = page.at(-1);
    startedAt = Number(last?.started_at);
    id = String(last?.id);
  }
}

function found(sql: Sql, runId: string): SqlRow {
  const row = sql.get(selectRun, runId);
  if (row === undefined) throw noSuchRun(runId);
  return row;
}

const insertRun = `
  INSERT INTO eval_run (id, suite, suite_hash, agent_id, index_state, cause, started_at)
  VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO NOTHING`;
const removeRun = 'DELETE FROM eval_run WHERE id = ?';
const selectRun = 'SELECT * FROM eval_run WHERE id = ?';
const selectPage = `
  SELECT * FROM eval_run
  WHERE (started_at < ?1 OR (started_at = ?1 AND id < ?2))
    AND (?3 IS NULL OR suite = ?3) AND (?4 IS NULL OR suite_hash = ?4)
    AND (?5 IS NULL OR agent_id = ?5) AND (?6 IS NULL OR (finished_at IS NOT NULL) = ?6)
  ORDER BY started_at DESC, id DESC LIMIT ?7`;
const finishRun = 'UPDATE eval_run SET finished_at = ?, outcome = ?, report = ? WHERE id = ?';
const putCase = `
  INSERT INTO eval_case (run_id, key, result)
  SELECT id, ?1, ?2 FROM eval_run WHERE id = ?3
  ON CONFLICT (run_id, key) DO UPDATE SET result = excluded.result`;
const selectCases = `
  SELECT key, result FROM eval_case WHERE run_id = ? AND key > ? ORDER BY key LIMIT ${pageSize}`;
const selectVote = 'SELECT value FROM eval_vote WHERE key = ?';
const putVote = 'INSERT OR REPLACE INTO eval_vote (key, value, put_at) VALUES (?, ?, ?)';
const removeOldVotes = 'DELETE FROM eval_vote WHERE put_at < ?';
const removeOldRuns = 'DELETE FROM eval_run WHERE started_at < ?';

import type { SyncReport } from '#core/events.ts';
import type { Sql, SqlRow } from '#core/sql.ts';
import type { SyncHistory, SyncOutcome, SyncProblem, SyncRecord } from '#core/sync-history.ts';

/** How many syncs of a source are kept beside its first and its last good one. */
const keptSyncs = 200;

/** The history of syncs in a SQLite database that has `stateMigrations`. */
export function createSqliteSyncHistory(sql: Sql): SyncHistory {
  return {
    async record(sync) {
      const { id, source, outcome, startedAt, endedAt, report, problem } = sync;
      const texts = [report, problem].map((value) => (value ? JSON.stringify(value) : null));
      sql.transaction(() => {
        sql.run(removeOne, id);
        sql.run(insert, id, source, outcome, startedAt, endedAt, ...texts);
        sql.run(forget, source, keptSyncs);
      });
    },
    list: async (source, { outcome, limit = 100 } = {}) =>
      sql.all(select, source, outcome ?? null, limit).map(toRecord),
    markStale: async (source, since) => sql.run(insertStale, source, since) === 1,
    markFresh: async (source) => sql.run(removeStale, source) === 1,
    async staleSince(source) {
      const row = sql.get(selectStale, source);
      return row === undefined ? undefined : Number(row.since);
    },
  };
}

function toRecord(row: SqlRow): SyncRecord {
  const { report, problem } = row;
  return {
    id: String(row.id),
    source: String(row.source),
    // What the schema and `record` promise of a row is what the assertions say.
    outcome: row.outcome as SyncOutcome,
    startedAt: Number(row.started_at),
    endedAt: Number(row.ended_at),
    report: typeof report === 'string' ? (JSON.parse(report) as SyncReport) : undefined,
    problem: typeof problem === 'string' ? toProblem(problem) : undefined,
  };
}

/** JSON leaves out a hint that is undefined. */
function toProblem(text: string): SyncProblem {
  const { code, message, hint } = JSON.parse(text) as SyncProblem;
  return { code, message, hint };
}

const removeOne = 'DELETE FROM sync_history WHERE id = ?';
const insert = `
  INSERT INTO sync_history (id, source, outcome, started_at, ended_at, report, problem)
  VALUES (?, ?, ?, ?, ?, ?, ?)`;
const forget = `
  DELETE FROM sync_history
  WHERE source = ?1
    AND seq <= (SELECT seq FROM sync_history WHERE source = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)
    AND seq <> (SELECT min(seq) FROM sync_history WHERE source = ?1)
    AND seq <> ifnull(
      (SELECT max(seq) FROM sync_history WHERE source = ?1 AND outcome = 'good'), 0)`;
const select = `
  SELECT * FROM sync_history
  WHERE source = ?1 AND (?2 IS NULL OR outcome = ?2)
  ORDER BY seq DESC LIMIT ?3`;

const insertStale = 'INSERT INTO stale_source (source, since) VALUES (?, ?) ON CONFLICT DO NOTHING';
const removeStale = 'DELETE FROM stale_source WHERE source = ?';
const selectStale = 'SELECT since FROM stale_source WHERE source = ?';

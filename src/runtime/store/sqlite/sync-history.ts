import type { Sql } from '#core/sql.ts';
import type { SyncHistory } from '#core/sync-history.ts';
import { keptSyncs, toSyncRecord } from '../sync-record.ts';

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
      sql.all(select, source, outcome ?? null, limit).map(toSyncRecord),
    markStale: async (source, since) => sql.run(insertStale, source, since) === 1,
    markFresh: async (source) => sql.run(removeStale, source) === 1,
    async staleSince(source) {
      const row = sql.get(selectStale, source);
      return row === undefined ? undefined : Number(row.since);
    },
  };
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

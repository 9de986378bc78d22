import type { SyncHistory } from '#core/sync-history.ts';
import { keptSyncs, toSyncRecord } from '../sync-record.ts';
import type { Postgres } from './connect-postgres.ts';

/** The history of syncs in a PostgreSQL database; the tables are those of `stateMigrations`. */
export function createPostgresSyncHistory(postgres: Postgres): SyncHistory {
  const changesOne = async (statement: string, values: readonly unknown[]) =>
    (await postgres.executeSql(statement, values)).rows.length === 1;
  return {
    async record({ id, source, outcome, startedAt, endedAt, report, problem }) {
      const texts = [report, problem].map((value) => (value ? JSON.stringify(value) : null));
      await postgres.transaction(async (session) => {
        await session.executeSql(removeOne, [id]);
        await session.executeSql(insert, [id, source, outcome, startedAt, endedAt, ...texts]);
        await session.executeSql(forget, [source, keptSyncs]);
      });
    },
    async list(source, { outcome, limit = 100 } = {}) {
      const { rows } = await postgres.executeSql(select, [source, outcome ?? null, limit]);
      return rows.map(toSyncRecord);
    },
    markStale: (source, since) => changesOne(insertStale, [source, since]),
    markFresh: (source) => changesOne(removeStale, [source]),
    async staleSince(source) {
      const { rows } = await postgres.executeSql(selectStale, [source]);
      return rows[0] && Number(rows[0].since);
    },
  };
}

const removeOne = 'DELETE FROM twigkit.sync_history WHERE id = $1';
const insert = `
  INSERT INTO twigkit.sync_history (id, source, outcome, started_at, ended_at, report, problem)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (id) DO UPDATE SET
    outcome = excluded.outcome, started_at = excluded.started_at, ended_at = excluded.ended_at,
    report = excluded.report, problem = excluded.problem`;
const forget = `
  DELETE FROM twigkit.sync_history
  WHERE source = $1
    AND seq <= (SELECT seq FROM twigkit.sync_history
                WHERE source = $1 ORDER BY seq DESC LIMIT 1 OFFSET $2)
    AND seq <> (SELECT min(seq) FROM twigkit.sync_history WHERE source = $1)
    AND seq <> coalesce(
      (SELECT max(seq) FROM twigkit.sync_history WHERE source = $1 AND outcome = 'good'), 0)`;
const select = `
  SELECT * FROM twigkit.sync_history
  WHERE source = $1 AND ($2::text IS NULL OR outcome = $2)
  ORDER BY seq DESC LIMIT $3`;

const insertStale = `
  INSERT INTO twigkit.stale_source (source, since) VALUES ($1, $2)
  ON CONFLICT DO NOTHING RETURNING source`;
const removeStale = 'DELETE FROM twigkit.stale_source WHERE source = $1 RETURNING source';
const selectStale = 'SELECT since FROM twigkit.stale_source WHERE source = $1';

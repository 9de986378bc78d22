import type { Sql, SqlRow } from '#core/sql.ts';
import type { Sync } from '#twig/api/syncs.ts';
import { sync } from '#twig/api/syncs.ts';
import { isoTime, isoTimeOrNull, jsonObject, textOrNull } from './columns.ts';
import type { Page } from './page.ts';
import { countsOf } from './syncs.ts';

const columns = `sync_id, data_source_id, namespace, origin, state, metadata, added, updated, deleted,
  unchanged, skipped, failed, held, syncs.failure_reason, started_at, finished_at`;
const selectPage = `SELECT ${columns} FROM syncs WHERE data_source_id = ?
  ORDER BY started_at DESC, rowid DESC LIMIT ? OFFSET ?`;
const countAll = 'SELECT count(*) AS count FROM syncs WHERE data_source_id = ?';
const selectOne = `SELECT ${columns} FROM syncs
  JOIN data_sources ON data_sources.id = data_source_id
  WHERE organisation_id = ? AND sync_id = ? ORDER BY started_at DESC LIMIT 1`;

export function listSyncs(
  sql: Sql,
  dataSourceId: string,
  { limit, offset }: Page,
): { readonly syncs: Sync[]; readonly total: number } {
  return {
    syncs: sql.all(selectPage, dataSourceId, limit, offset).map(toSync),
    total: Number(sql.get(countAll, dataSourceId)?.count ?? 0),
  };
}

/** The newest sync of that id: clients choose theirs, and may use one in several data sources. */
export function findSyncById(sql: Sql, organisation: string, syncId: string): Sync | undefined {
  const row = sql.get(selectOne, organisation, syncId);
  return row && toSync(row);
}

function toSync(row: SqlRow): Sync {
  return {
    id: String(row.sync_id),
    data_source_id: String(row.data_source_id),
    namespace: String(row.namespace),
    origin: sync.shape.origin.parse(row.origin),
    status: sync.shape.status.parse(row.state),
    counts: countsOf(row),
    metadata: jsonObject(row.metadata),
    failure_reason: textOrNull(row.failure_reason),
    started_at: isoTime(row.started_at),
    finished_at: isoTimeOrNull(row.finished_at),
  };
}

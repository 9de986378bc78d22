import type { Sql, SqlRow } from '#core/sql.ts';
import type { DataSource } from '#twig/api/data-sources.ts';
import { newId } from '#util/new-id.ts';
import { isoTime, isoTimeOrNull, jsonObject, textOrNull } from './columns.ts';
import { forgetPassages } from './documents.ts';
import { nextSyncAt } from './sync-schedule.ts';

export interface NewDataSource {
  readonly type: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly sync_frequency: string;
}

export interface StatusChange {
  readonly status: string;
  readonly failureReason: string | null;
  readonly now: number;
}

/** What is left out stays as it is. */
export type DataSourceUpdate = Partial<Omit<NewDataSource, 'type'>>;

/** The type of the data source that holds an organisation's articles; the API creates none of it. */
export const knowledgeBaseType = 'kb';

const columns = `id, type, name, config, sync_frequency, status, failure_reason, document_count,
  chunk_count, created_at, updated_at, last_synced_at, next_sync_at`;
const selectOne = `SELECT ${columns} FROM data_sources WHERE organisation_id = ? AND id = ?`;
const selectPage = `SELECT ${columns} FROM data_sources
  WHERE organisation_id = ? AND (?2 IS NULL OR status = ?2) AND type <> '${knowledgeBaseType}'
  ORDER BY key LIMIT ? OFFSET ?`;
const countAll = `SELECT count(*) AS count FROM data_sources
  WHERE organisation_id = ? AND (?2 IS NULL OR status = ?2) AND type <> '${knowledgeBaseType}'`;
const insertOne = `INSERT INTO data_sources
  (id, organisation_id, type, name, config, sync_frequency, status, created_at, updated_at,
  next_sync_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'pending', ?7, ?7, ?8)`;
const updateOne = `UPDATE data_sources SET name = ?1, config = ?2, sync_frequency = ?3,
  next_sync_at = CASE pushed WHEN 1 THEN NULL ELSE ?4 END, updated_at = ?5
  WHERE organisation_id = ?6 AND id = ?7`;
const deleteOne = 'DELETE FROM data_sources WHERE organisation_id = ? AND id = ?';
const updateStatus = `UPDATE data_sources SET status = ?, failure_reason = ?, updated_at = ?
  WHERE organisation_id = ? AND id = ?`;
const updateContent = `UPDATE data_sources SET document_count = document_count + ?1,
  chunk_count = chunk_count + ?2, status = ?3, failure_reason = NULL, updated_at = ?4,
  last_synced_at = CASE ?3 WHEN 'active' THEN ?4 ELSE last_synced_at END
  WHERE id = ?5`;

/** Besides what the API shows. */
export interface StoredDataSource {
  readonly shown: DataSource;
  readonly failureReason: string | null;
}

export function findDataSource(
  sql: Sql,
  organisation: string,
  id: string,
): StoredDataSource | undefined {
  const row = sql.get(selectOne, organisation, id);
  return row && { shown: toDataSource(row), failureReason: textOrNull(row.failure_reason) };
}

export interface DataSourcePage {
  readonly status: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

export function listDataSources(
  sql: Sql,
  organisation: string,
  { status, limit, offset }: DataSourcePage,
): { readonly data_sources: DataSource[]; readonly total: number } {
  const wanted = status ?? null;
  return {
    data_sources: sql.all(selectPage, organisation, wanted, limit, offset).map(toDataSource),
    total: Number(sql.get(countAll, organisation, wanted)?.count ?? 0),
  };
}

export function insertDataSource(
  sql: Sql,
  organisation: string,
  created: NewDataSource,
  now: number,
): DataSource {
  const id = newId('ds');
  const { type, name, config, sync_frequency } = created;
  const nextAt = nextSyncAt(sync_frequency, now);
  const text = JSON.stringify(config);
  sql.run(insertOne, id, organisation, type, name, text, sync_frequency, now, nextAt);
  const stored = findDataSource(sql, organisation, id);
  if (!stored) throw new Error(`The data source ${id} is missing right after its insertion.`);
  return stored.shown;
}

/** Undefined when the organisation has no such data source. */
export function updateDataSource(
  sql: Sql,
  organisation: string,
  id: string,
  { now, ...update }: DataSourceUpdate & { readonly now: number },
): DataSource | undefined {
  const before = findDataSource(sql, organisation, id)?.shown;
  if (!before) return undefined;
  const { name = before.name, config = before.config } = update;
  const { sync_frequency = before.sync_frequency } = update;
  const due = before.next_sync_at === null ? null : Date.parse(before.next_sync_at);
  const nextAt = sync_frequency === before.sync_frequency ? due : nextSyncAt(sync_frequency, now);
  const text = JSON.stringify(config);
  sql.run(updateOne, name, text, sync_frequency, nextAt, now, organisation, id);
  return findDataSource(sql, organisation, id)?.shown;
}

/** Takes everything of it along. False when the organisation has no such data source. */
export function deleteDataSource(sql: Sql, organisation: string, id: string): boolean {
  if (!findDataSource(sql, organisation, id)) return false;
  forgetPassages(sql, id);
  return sql.run(deleteOne, organisation, id) > 0;
}

/** False when the organisation has no such data source. */
export function setDataSourceStatus(
  sql: Sql,
  organisation: string,
  id: string,
  change: StatusChange,
): boolean {
  const { status, failureReason, now } = change;
  return sql.run(updateStatus, status, failureReason, now, organisation, id) > 0;
}

export interface ContentChange {
  readonly documents: number;
  readonly chunks: number;
  readonly status: 'processing' | 'active';
  readonly now: number;
}

/** Adds to the counters of a data source; negative numbers take away. */
export function addContent(sql: Sql, id: string, change: ContentChange): void {
  sql.run(updateContent, change.documents, change.chunks, change.status, change.now, id);
}

function toDataSource(row: SqlRow): DataSource {
  return {
    id: String(row.id),
    type: String(row.type),
    name: String(row.name),
    config: jsonObject(row.config),
    sync_frequency: String(row.sync_frequency),
    status: String(row.status),
    document_count: Number(row.document_count),
    chunk_count: Number(row.chunk_count),
    created_at: isoTime(row.created_at),
    updated_at: isoTime(row.updated_at),
    last_synced_at: isoTimeOrNull(row.last_synced_at),
    next_sync_at: isoTimeOrNull(row.next_sync_at),
  };
}

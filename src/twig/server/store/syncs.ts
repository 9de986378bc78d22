import type { Sql, SqlRow } from '#core/sql.ts';
import { type PushAnswer, type PushBegin, pushAnswer, type SyncCounts } from '#twig/api/push.ts';
import { jsonObject } from './columns.ts';

/** Which sync of which namespace. */
export interface SyncKey {
  readonly dataSourceId: string;
  readonly namespace: string;
  readonly syncId: string;
}

export interface NamespaceState {
  /** 0 before the first sync. */
  readonly seq: number;
  readonly metadata: Record<string, unknown>;
  /** The sync that wrote last; undefined before the first. */
  readonly syncId: string | undefined;
}

export interface SyncState {
  readonly state: 'processing' | 'completed' | 'superseded';
  readonly partCount: number;
  readonly counts: SyncCounts;
}

const selectNamespace =
  'SELECT seq, metadata, sync_id FROM namespaces WHERE data_source_id = ? AND name = ?';
const upsertNamespace = `INSERT INTO namespaces (data_source_id, name, seq, metadata, sync_id)
  VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
  SET seq = excluded.seq, metadata = excluded.metadata, sync_id = excluded.sync_id`;
const supersede = `UPDATE syncs SET state = 'superseded', finished_at = ?
  WHERE data_source_id = ? AND namespace = ? AND state = 'processing'`;
const selectSync = `SELECT state, part_count, added, updated, deleted, unchanged, skipped, failed, held
  FROM syncs WHERE data_source_id = ? AND namespace = ? AND sync_id = ?`;
const insertSync = `INSERT INTO syncs
  (data_source_id, namespace, sync_id, state, seq, metadata, part_count, started_at)
  VALUES (?, ?, ?, 'processing', ?, ?, 0, ?) ON CONFLICT DO UPDATE
  SET state = 'processing', seq = excluded.seq, metadata = excluded.metadata`;
const markPushed = `UPDATE data_sources SET pushed = 1, next_sync_at = NULL
  WHERE id = ?1 AND pushed = 0 AND NOT EXISTS (SELECT 1 FROM syncs
    WHERE data_source_id = ?1 AND namespace = ?2 AND sync_id = ?3 AND origin <> 'push')`;
const updateSync = `UPDATE syncs SET state = ?, part_count = ?, added = ?, updated = ?, deleted = ?,
  unchanged = ?, skipped = ?, failed = ?, held = ?, finished_at = ?
  WHERE data_source_id = ? AND namespace = ? AND sync_id = ?`;
const selectAnswer = `SELECT answer FROM sync_parts
  WHERE data_source_id = ? AND namespace = ? AND sync_id = ? AND part = ?`;
const insertAnswer = `INSERT INTO sync_parts (data_source_id, namespace, sync_id, part, answer)
  VALUES (?, ?, ?, ?, ?)`;

export function findNamespace(sql: Sql, dataSourceId: string, namespace: string): NamespaceState {
  const row = sql.get(selectNamespace, dataSourceId, namespace);
  if (!row) return { seq: 0, metadata: {}, syncId: undefined };
  return {
    seq: Number(row.seq),
    metadata: jsonObject(row.metadata),
    syncId: String(row.sync_id),
  };
}

export function findSync(sql: Sql, key: SyncKey): SyncState | undefined {
  const row = sql.get(selectSync, key.dataSourceId, key.namespace, key.syncId);
  return row && { state: stateOf(row), partCount: Number(row.part_count), counts: countsOf(row) };
}

/**
 * Makes a sync the namespace's current one; a sync that was under way there is superseded. A client's
 * own push takes the data source off the schedule.
 */
export function beginSync(sql: Sql, key: SyncKey, begin: PushBegin, now: number): void {
  const metadata = JSON.stringify(begin.metadata);
  sql.run(markPushed, key.dataSourceId, key.namespace, key.syncId);
  sql.run(supersede, now, key.dataSourceId, key.namespace);
  sql.run(insertSync, key.dataSourceId, key.namespace, key.syncId, begin.seq, metadata, now);
  sql.run(upsertNamespace, key.dataSourceId, key.namespace, begin.seq, metadata, key.syncId);
}

export function advanceSync(sql: Sql, key: SyncKey, sync: SyncState, now: number): void {
  const { added, updated, deleted, unchanged, skipped, failed, held } = sync.counts;
  sql.run(
    updateSync,
    sync.state,
    sync.partCount,
    added,
    updated,
    deleted,
    unchanged,
    skipped,
    failed,
    held,
    sync.state === 'processing' ? null : now,
    key.dataSourceId,
    key.namespace,
    key.syncId,
  );
}

/** What a part was answered when it came first. */
export function findAnswer(sql: Sql, key: SyncKey, part: number): PushAnswer | undefined {
  const row = sql.get(selectAnswer, key.dataSourceId, key.namespace, key.syncId, part);
  return row && pushAnswer.parse(JSON.parse(String(row.answer)));
}

export function keepAnswer(sql: Sql, key: SyncKey, answer: PushAnswer): void {
  const text = JSON.stringify(answer);
  sql.run(insertAnswer, key.dataSourceId, key.namespace, key.syncId, answer.part, text);
}

function stateOf(row: SqlRow): SyncState['state'] {
  const state = String(row.state);
  return state === 'completed' || state === 'superseded' ? state : 'processing';
}

export function countsOf(row: SqlRow): SyncCounts {
  return {
    added: Number(row.added),
    updated: Number(row.updated),
    deleted: Number(row.deleted),
    unchanged: Number(row.unchanged),
    skipped: Number(row.skipped),
    failed: Number(row.failed),
    held: Number(row.held),
  };
}

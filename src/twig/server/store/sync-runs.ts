import type { JsonObject } from '#core/json.ts';
import type { Sql } from '#core/sql.ts';
import { defaultNamespace } from '#twig/api/data-sources.ts';
import type { SyncCounts } from '#twig/api/push.ts';
import type { SyncOrigin } from '#twig/api/syncs.ts';
import { newId } from '#util/new-id.ts';
import { setDataSourceStatus } from './data-sources.ts';
import { addToOutbox } from './outbox.ts';

/** A sync that this server runs itself: which one, of what. */
export interface SyncRunKey {
  readonly organisation: string;
  readonly dataSourceId: string;
  readonly syncId: string;
}

export interface SyncRequest {
  readonly organisation: string;
  readonly dataSourceId: string;
  readonly origin: Exclude<SyncOrigin, 'push'>;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What a run came to. `problem` says what it could not read although it read the rest. */
export type SyncRunOutcome =
  | { readonly is: 'completed'; readonly counts: SyncCounts; readonly problem?: string }
  | { readonly is: 'failed'; readonly reason: string };

export interface SyncRunEnd extends SyncRunKey {
  /** The claim's end as it was last set; another one means that the run is no longer the caller's. */
  readonly claimedUntil: number;
  readonly outcome: SyncRunOutcome;
  readonly now: number;
}

const selectOpen = `SELECT sync_id FROM syncs
  WHERE data_source_id = ? AND origin <> 'push' AND state IN ('pending', 'processing')`;
const insertRun = `INSERT INTO syncs
  (data_source_id, namespace, sync_id, state, seq, metadata, part_count, started_at, origin)
  VALUES (?, '${defaultNamespace}', ?, 'pending', 0, '{}', 0, ?, ?)`;
const selectDue = `SELECT sync_id, data_source_id, organisation_id FROM syncs
  JOIN data_sources ON data_sources.id = data_source_id
  WHERE origin <> 'push' AND state IN ('pending', 'processing')
    AND (claimed_until IS NULL OR claimed_until <= ?) ORDER BY started_at LIMIT ?`;
const selectNextDue = `SELECT min(claimed_until) AS due_at FROM syncs
  WHERE origin <> 'push' AND state IN ('pending', 'processing') AND claimed_until > ?`;
const theRun = `data_source_id = ? AND namespace = '${defaultNamespace}' AND sync_id = ?`;
const claim = `UPDATE syncs SET state = 'processing', claimed_until = ?, started_at = ?,
  part_count = 0, added = 0, updated = 0, deleted = 0, unchanged = 0, skipped = 0, failed = 0,
  held = 0, finished_at = NULL
  WHERE ${theRun} AND origin <> 'push' AND state IN ('pending', 'processing')
    AND (claimed_until IS NULL OR claimed_until <= ?)`;
const forgetParts = `DELETE FROM sync_parts WHERE ${theRun}`;
const renew = `UPDATE syncs SET claimed_until = ? WHERE ${theRun} AND claimed_until = ?`;
const giveBack = `UPDATE syncs SET claimed_until = NULL,
  state = CASE state WHEN 'completed' THEN state ELSE 'pending' END
  WHERE ${theRun} AND claimed_until = ?`;
const selectHeld = `SELECT state FROM syncs WHERE ${theRun} AND claimed_until = ?`;
const complete = `UPDATE syncs SET state = 'completed', claimed_until = NULL, failure_reason = ?,
  finished_at = ?, added = ?, updated = ?, deleted = ?, unchanged = ?, skipped = ?, failed = ?,
  held = ? WHERE ${theRun}`;
const fail = `UPDATE syncs SET state = 'failed', claimed_until = NULL, failure_reason = ?,
  finished_at = ? WHERE ${theRun}`;
const markSynced = `UPDATE data_sources SET status = 'active', failure_reason = ?, updated_at = ?,
  last_synced_at = ? WHERE id = ?`;

/** Asks for a run; the one that is open already answers for every further request. */
export function requestSync(sql: Sql, request: SyncRequest): string {
  const { organisation, dataSourceId, origin, now } = request;
  const open = sql.get(selectOpen, dataSourceId);
  if (open) return String(open.sync_id);
  const syncId = newId('sync');
  sql.run(insertRun, dataSourceId, syncId, now, origin);
  const change = { status: 'pending', failureReason: null, now };
  setDataSourceStatus(sql, organisation, dataSourceId, change);
  return syncId;
}

export function dueSyncRuns(sql: Sql, now: number, limit: number): readonly SyncRunKey[] {
  return sql.all(selectDue, now, limit).map((row) => ({
    organisation: String(row.organisation_id),
    dataSourceId: String(row.data_source_id),
    syncId: String(row.sync_id),
  }));
}

/** When the next claim runs out, should nobody renew it; undefined when there is none. */
export function nextSyncRunDueAt(sql: Sql, now: number): number | undefined {
  const dueAt = sql.get(selectNextDue, now)?.due_at;
  return dueAt === null || dueAt === undefined ? undefined : Number(dueAt);
}

/**
 * Takes a run for the caller until `until`. What a run that a crash ended has pushed stays, but its
 * parts are forgotten: the run begins anew and would otherwise be answered with them. False when
 * somebody else has it.
 */
export function claimSyncRun(
  sql: Sql,
  { organisation, dataSourceId, syncId }: SyncRunKey,
  { now, until }: { readonly now: number; readonly until: number },
): boolean {
  if (sql.run(claim, until, now, dataSourceId, syncId, now) === 0) return false;
  sql.run(forgetParts, dataSourceId, syncId);
  const change = { status: 'processing', failureReason: null, now };
  return setDataSourceStatus(sql, organisation, dataSourceId, change);
}

/** False when the run is no longer the caller's: taken over, or deleted with its data source. */
export function renewSyncRun(
  sql: Sql,
  { dataSourceId, syncId }: SyncRunKey,
  claimed: { readonly from: number; readonly to: number },
): boolean {
  return sql.run(renew, claimed.to, dataSourceId, syncId, claimed.from) > 0;
}

/** Lets another process begin the run anew at once. */
export function releaseSyncRun(
  sql: Sql,
  { organisation, dataSourceId, syncId }: SyncRunKey,
  { claimedUntil, now }: { readonly claimedUntil: number; readonly now: number },
): void {
  if (sql.run(giveBack, dataSourceId, syncId, claimedUntil) === 0) return;
  const change = { status: 'pending', failureReason: null, now };
  setDataSourceStatus(sql, organisation, dataSourceId, change);
}

/** Ends a run and tells of it, in one step; gives the number of events. */
export function finishSyncRun(sql: Sql, end: SyncRunEnd): number {
  const { organisation, dataSourceId, syncId, claimedUntil, outcome, now } = end;
  const held = sql.get(selectHeld, dataSourceId, syncId, claimedUntil);
  if (!held) return 0;
  if (outcome.is === 'failed') {
    const { reason } = outcome;
    sql.run(fail, reason, now, dataSourceId, syncId);
    const change = { status: 'failed', failureReason: reason, now };
    setDataSourceStatus(sql, organisation, dataSourceId, change);
    const data = { data_source_id: dataSourceId, sync_id: syncId, status: 'failed', reason };
    return addToOutbox(sql, { organisation, event: 'datasource.failed', data, now });
  }
  const { counts, problem = null } = outcome;
  const { added, updated, deleted, unchanged, skipped, failed, held: heldBack } = counts;
  const numbers = [added, updated, deleted, unchanged, skipped, failed, heldBack] as const;
  sql.run(complete, problem, now, ...numbers, dataSourceId, syncId);
  sql.run(markSynced, problem, now, now, dataSourceId);
  // The last part of its push has told of it already.
  if (held.state === 'completed') return 0;
  const data: JsonObject = {
    data_source_id: dataSourceId,
    sync_id: syncId,
    namespace: defaultNamespace,
    status: 'active',
    counts: { ...counts },
    commit: null,
  };
  return addToOutbox(sql, { organisation, event: 'data_source.synced', data, now });
}

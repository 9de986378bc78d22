import type { Sql } from '#core/sql.ts';

/** A data source that the server reads by itself and whose time has come. */
export interface DueDataSource {
  readonly id: string;
  readonly organisation: string;
}

const hourMs = 60 * 60 * 1000;

const intervalsMs: Readonly<Record<string, number>> = {
  hourly: hourMs,
  daily: 24 * hourMs,
  weekly: 7 * 24 * hourMs,
};

/**
 * When a data source of that frequency is read again: a whole number of intervals after `from` and
 * later than `now`, so that runs that were missed are caught up by one. Null for `manual`.
 */
export function nextSyncAt(frequency: string, now: number, from = now): number | null {
  const intervalMs = intervalsMs[frequency];
  if (intervalMs === undefined) return null;
  const passed = Math.max(0, Math.floor((now - from) / intervalMs));
  return from + (passed + 1) * intervalMs;
}

const selectDue = `SELECT id, organisation_id FROM data_sources
  WHERE next_sync_at <= ? ORDER BY next_sync_at LIMIT ?`;
const selectNextDue = 'SELECT min(next_sync_at) AS due_at FROM data_sources WHERE next_sync_at > ?';
const selectOne = 'SELECT sync_frequency, next_sync_at FROM data_sources WHERE id = ?';
const moveOn = 'UPDATE data_sources SET next_sync_at = ? WHERE id = ?';

export function dueDataSources(sql: Sql, now: number, limit: number): readonly DueDataSource[] {
  return sql
    .all(selectDue, now, limit)
    .map((row) => ({ id: String(row.id), organisation: String(row.organisation_id) }));
}

/** When the next data source becomes due after `now`; undefined when none will. */
export function nextDataSourceDueAt(sql: Sql, now: number): number | undefined {
  const dueAt = sql.get(selectNextDue, now)?.due_at;
  return dueAt === null || dueAt === undefined ? undefined : Number(dueAt);
}

/** False when another process has taken this turn of the schedule. */
export function takeTurn(sql: Sql, id: string, now: number): boolean {
  const row = sql.get(selectOne, id);
  if (!row || row.next_sync_at === null || Number(row.next_sync_at) > now) return false;
  sql.run(moveOn, nextSyncAt(String(row.sync_frequency), now, Number(row.next_sync_at)), id);
  return true;
}

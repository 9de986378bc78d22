import type { SyncReport } from '#core/events.ts';
import type { SyncOutcome, SyncProblem, SyncRecord } from '#core/sync-history.ts';

/** How many syncs of a source are kept beside its first and its last good one. */
export const keptSyncs = 200;

/** A row of `sync_history`, in either database. */
export function toSyncRecord(row: Readonly<Record<string, unknown>>): SyncRecord {
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

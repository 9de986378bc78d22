import { formatDuration } from '#util/format-duration.ts';
import { plural } from '#util/plural.ts';
import type { SyncEnded } from '../activity.ts';
import type { LogEntry, LogLevel } from './log-entry.ts';

/** The line that a log has of every sync. */
export function describeSyncEnd(ended: SyncEnded): LogEntry {
  const { outcome, durationMs, report, problem, nextAt } = ended;
  return {
    level: levelOf(ended),
    message: syncMessage(ended),
    fields: {
      outcome,
      duration_ms: durationMs,
      ...(report && countsOf(report)),
      ...(problem && problemOf(problem)),
      ...(nextAt !== undefined && { next_at: new Date(nextAt).toISOString() }),
    },
  };
}

function levelOf({ outcome }: SyncEnded): LogLevel {
  if (outcome === 'failed') return 'error';
  return outcome === 'partial' ? 'warn' : 'info';
}

function syncMessage({ source, outcome, report, problem, durationMs }: SyncEnded): string {
  const took = formatDuration(durationMs);
  if (outcome === 'failed') return `${source} failed after ${took}: ${problem?.message ?? ''}`;
  const { added = 0, updated = 0, deleted = 0, unchanged = 0 } = report ?? {};
  const counts = `${added} added, ${updated} updated, ${deleted} deleted, ${unchanged} unchanged`;
  if (outcome === 'cut') return `${source} gives way after ${took}: ${counts} so far`;
  if (outcome === 'good') return `${source} is synced in ${took}: ${counts}`;
  const { failed = 0, held = 0 } = report ?? {};
  return `${source} is synced in part in ${took}: ${plural(failed, 'failure')}, ${held} held, ${counts}`;
}

function countsOf(report: NonNullable<SyncEnded['report']>) {
  const { added, updated, deleted, unchanged, skipped, failed, held, chunks } = report;
  return {
    ...{ added, updated, deleted, unchanged, skipped, failed, held, chunks },
    write_calls: report.writeCalls,
    requests: report.requests,
  };
}

function problemOf({ code, message, hint }: NonNullable<SyncEnded['problem']>) {
  return { code, problem: message, hint };
}

import type { DeadJob } from '#core/queue.ts';
import type { SyncRecord } from '#core/sync-history.ts';
import { formatSyncFrequency } from '#runtime/config/sync-frequency.ts';
import { reportToJson } from '../report-to-json.ts';
import type { SourceStatus } from './read-source-status.ts';
import { needsAttention, type Status } from './read-status.ts';

/** `twigkit status --json`: instants in ISO 8601, times in seconds, null for what is not there. */
export function statusToJson(status: Status) {
  const { now, sources, queue, inbox, deadJobs } = status;
  return {
    at: iso(now),
    needs_attention: needsAttention(status),
    sources: sources.map(sourceToJson),
    queue: queue.map(({ kind, delayed, due, running, dead, oldestDueAt }) => ({
      ...{ kind, delayed, due, running, dead },
      oldest_due_seconds: oldestDueAt === undefined ? null : seconds(now - oldestDueAt),
    })),
    inbox,
    dead_jobs: deadJobs.map(deadJobToJson),
  };
}

export function deadJobToJson({ id, kind, key, payload, attempts, reason, diedAt }: DeadJob) {
  return { id, kind, key: key ?? null, payload, attempts, reason, died_at: iso(diedAt) };
}

function sourceToJson(status: SourceStatus) {
  const { source, condition, lastSync, lastGood, ageMs, stale, nextAt, failures } = status;
  return {
    name: source.name,
    type: source.type,
    state: condition,
    stale,
    sync_frequency: formatSyncFrequency(source.syncFrequency),
    last_good_sync: lastGood ? iso(lastGood.startedAt) : null,
    age_seconds: ageMs === undefined ? null : seconds(ageMs),
    objective_seconds: source.freshnessMs === undefined ? null : seconds(source.freshnessMs),
    next_run: nextAt === undefined ? null : iso(nextAt),
    failures,
    last_sync: lastSync ? syncToJson(lastSync) : null,
  };
}

function syncToJson({ outcome, startedAt, endedAt, report, problem }: SyncRecord) {
  return {
    outcome,
    started_at: iso(startedAt),
    ended_at: iso(endedAt),
    counts: report ? reportToJson(report) : null,
    problem: problem
      ? { code: problem.code, message: problem.message, hint: problem.hint ?? null }
      : null,
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function seconds(ms: number): number {
  return Math.round(ms / 1_000);
}

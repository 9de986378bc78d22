import { describe, expect, it } from 'vitest';
import type { SyncReport } from '#core/events.ts';
import type { Activity, SyncEnded } from '#runtime/activity.ts';
import { createMetrics } from '#runtime/metrics/create-metrics.ts';
import type { StoreState } from '#runtime/metrics/state-gauges.ts';

const report: SyncReport = {
  documents: 12,
  chunks: 340,
  added: 3,
  updated: 2,
  deleted: 1,
  unchanged: 9,
  skipped: 0,
  failed: 4,
  held: 0,
  writeCalls: 5,
  requests: 8,
  bytes: 1_000,
  seconds: 1.25,
  complete: false,
};

const ended: SyncEnded = {
  event: 'sync:ended',
  source: 'Hand"book',
  outcome: 'partial',
  durationMs: 2_000,
  report,
  problem: undefined,
  nextAt: undefined,
};

const state: StoreState = {
  now: 100_000,
  queue: [{ kind: 'sync', delayed: 1, due: 2, running: 3, dead: 4, oldestDueAt: 40_000 }],
  inbox: { queued: 1, done: 2, dead: 3 },
  sources: [
    { source: 'Handbook', ageMs: 5_000, objectiveMs: 9_000, stale: false },
    { source: 'Website', ageMs: undefined, objectiveMs: undefined, stale: true },
  ],
};

/** The lines of the metrics, without their descriptions. */
async function scrape(metrics: ReturnType<typeof createMetrics>): Promise<readonly string[]> {
  const { body } = await metrics.render();
  return body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

describe('metrics', () => {
  it('count syncs, documents and calls by source', async () => {
    const metrics = createMetrics({ process: false });

    metrics.watch(ended);
    metrics.watch({ ...ended, outcome: 'failed', report: undefined });

    const lines = await scrape(metrics);
    expect(lines).toContain('twigkit_syncs_total{source="Hand\\"book",outcome="partial"} 1');
    expect(lines).toContain('twigkit_syncs_total{source="Hand\\"book",outcome="failed"} 1');
    expect(lines).toContain('twigkit_documents_total{source="Hand\\"book",outcome="added"} 3');
    expect(lines).toContain('twigkit_documents_total{source="Hand\\"book",outcome="failed"} 4');
    expect(lines).toContain('twigkit_write_calls_total{source="Hand\\"book"} 5');
    expect(lines).toContain('twigkit_sync_duration_seconds_sum{source="Hand\\"book"} 4');
  });

  it('count waits, deliveries, verdicts, jobs, alarms and faults', async () => {
    const metrics = createMetrics({ process: false });
    const job = { id: 'job_1', kind: 'eval' };
    const error = new Error('gone');
    const delivery = { name: undefined, messageId: undefined, reason: undefined };
    const activities: readonly Activity[] = [
      { event: 'call:waited', scope: 'write', why: 'retry', durationMs: 1_500 },
      { event: 'delivery:decided', outcome: 'refused', ...delivery },
      { event: 'eval:ended', suite: 'docs.yaml', outcome: 'fail', durationMs: 10 },
      { ...job, event: 'job:started', attempts: 0, waitedMs: 7 },
      { ...job, event: 'job:completed', durationMs: 3 },
      { ...job, event: 'job:failed', durationMs: 3, reason: 'no', outcome: 'dead' },
      { ...job, event: 'job:lost' },
      { event: 'source:stale', source: 'Handbook', ageMs: 2, objectiveMs: 1 },
      { event: 'queue:failed', error, retryInMs: 1 },
      { event: 'process:fault', subject: 'inbox', error },
    ];

    for (const activity of activities) metrics.watch(activity);

    const lines = await scrape(metrics);
    for (const line of [
      'twigkit_api_waits_total{scope="write",why="retry"} 1',
      'twigkit_api_wait_seconds_total{scope="write",why="retry"} 1.5',
      'twigkit_deliveries_total{outcome="refused"} 1',
      'twigkit_evals_total{suite="docs.yaml",outcome="fail"} 1',
      'twigkit_job_wait_seconds_bucket{le="0.01",kind="eval"} 1',
      'twigkit_jobs_total{kind="eval",outcome="completed"} 1',
      'twigkit_jobs_total{kind="eval",outcome="dead"} 1',
      'twigkit_jobs_total{kind="eval",outcome="lost"} 1',
      'twigkit_stale_alarms_total{source="Handbook"} 1',
      'twigkit_faults_total{subject="queue"} 1',
      'twigkit_faults_total{subject="inbox"} 1',
    ]) {
      expect(lines).toContain(line);
    }
  });

  it('show the store as it is at each scrape', async () => {
    let now: StoreState = state;
    const metrics = createMetrics({ process: false, readState: async () => now });

    const first = await scrape(metrics);
    now = { ...state, queue: [], sources: [] };
    const second = await scrape(metrics);

    expect(first).toContain('twigkit_queue_jobs{kind="sync",state="dead"} 4');
    expect(first).toContain('twigkit_queue_oldest_due_seconds{kind="sync"} 60');
    expect(first).toContain('twigkit_inbox_messages{state="done"} 2');
    expect(first).toContain('twigkit_source_age_seconds{source="Handbook"} 5');
    expect(first).toContain('twigkit_source_objective_seconds{source="Handbook"} 9');
    expect(first).toContain('twigkit_source_stale{source="Website"} 1');
    expect(first.join()).not.toContain('twigkit_source_age_seconds{source="Website"}');
    expect(first).toContain('twigkit_store_up 1');
    expect(second.join()).not.toMatch(/queue_jobs|source_age/);
  });

  it('are still told when the store does not answer, which they say', async () => {
    const readState = () => Promise.reject(new Error('gone'));
    const metrics = createMetrics({ process: false, readState });
    metrics.watch(ended);

    const lines = await scrape(metrics);

    expect(lines).toContain('twigkit_store_up 0');
    expect(lines.join()).toContain('twigkit_syncs_total');
  });

  it('tell of the process, and of each worker apart', async () => {
    const one = createMetrics();
    const other = createMetrics();
    one.watch(ended);

    expect((await scrape(one)).join()).toContain('process_resident_memory_bytes');
    expect((await scrape(other)).join()).not.toContain('twigkit_syncs_total{');
  });
});

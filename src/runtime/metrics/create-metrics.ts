import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { SyncReport } from '#core/events.ts';
import type { Activity, SyncEnded, Watch } from '../activity.ts';
import { addStateGauges, type ReadState } from './state-gauges.ts';

export interface MetricsOptions {
  /** What is true now and not in the stream: read at each scrape. */
  readonly readState?: ReadState;
  /** Memory, event loop and CPU of the process. Default true. */
  readonly process?: boolean;
}

export interface Metrics {
  /** Counts what happens. */
  readonly watch: Watch;
  /** All metrics as Prometheus reads them. Never rejects: what cannot be read is left out. */
  render(): Promise<{ readonly contentType: string; readonly body: string }>;
}

const documentOutcomes = [
  'added',
  'updated',
  'deleted',
  'unchanged',
  'skipped',
  'failed',
  'held',
] as const satisfies readonly (keyof SyncReport)[];

const durationBuckets = [0.01, 0.05, 0.25, 1, 5, 15, 60, 300, 900, 3_600];
const waitBuckets = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120, 600];

/**
 * A reader of the one event stream that counts, for Prometheus. Names begin with `twigkit_`; labels are
 * names out of the configuration and fixed words, so that their number is bounded.
 *
 * @example
 * const metrics = createMetrics({ readState });
 * metrics.watch({ event: 'call:waited', scope: 'write', why: 'pace', durationMs: 5_000 });
 * const { body } = await metrics.render();
 */
export function createMetrics({ readState, process = true }: MetricsOptions = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <const Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
  ) => new Counter({ name: `twigkit_${name}`, help, labelNames: [...labelNames], registers });
  const histogram = <const Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    buckets: readonly number[],
  ) =>
    new Histogram({
      name: `twigkit_${name}`,
      help,
      labelNames: [...labelNames],
      buckets: [...buckets],
      registers,
    });

  const syncs = counter('syncs_total', 'Syncs that ended.', ['source', 'outcome']);
  const syncTime = histogram(
    'sync_duration_seconds',
    'How long a sync or a slice of it took.',
    ['source'],
    durationBuckets,
  );
  const documents = counter('documents_total', 'Documents of syncs that ended.', [
    'source',
    'outcome',
  ]);
  const writes = counter('write_calls_total', 'Write calls of syncs that ended.', ['source']);
  const requests = counter('requests_total', 'Requests of syncs that ended.', ['source']);
  const waits = counter('api_waits_total', 'Calls that waited: pace, or retry (429, 5xx).', [
    'scope',
    'why',
  ]);
  const waited = counter('api_wait_seconds_total', 'How long calls waited.', ['scope', 'why']);
  const deliveries = counter('deliveries_total', 'Webhook deliveries by outcome.', ['outcome']);
  const evals = counter('evals_total', 'Eval runs by verdict.', ['suite', 'outcome']);
  const jobs = counter('jobs_total', 'Jobs that ended an attempt.', ['kind', 'outcome']);
  const jobWait = histogram(
    'job_wait_seconds',
    'From when a job was due to its start.',
    ['kind'],
    waitBuckets,
  );
  const jobTime = histogram(
    'job_duration_seconds',
    'How long a job took.',
    ['kind'],
    durationBuckets,
  );
  const faults = counter('faults_total', 'What did not work and was stepped over.', ['subject']);
  const alarms = counter('stale_alarms_total', 'Times a source became stale.', ['source']);
  if (process) collectDefaultMetrics({ register: registry });
  const refresh = readState && addStateGauges(registry, readState);

  function countSync({ source, outcome, durationMs, report }: SyncEnded): void {
    syncs.inc({ source, outcome });
    syncTime.observe({ source }, durationMs / 1_000);
    if (report === undefined) return;
    for (const kind of documentOutcomes) documents.inc({ source, outcome: kind }, report[kind]);
    writes.inc({ source }, report.writeCalls);
    requests.inc({ source }, report.requests);
  }

  function watch(activity: Activity): void {
    switch (activity.event) {
      case 'sync:ended':
        countSync(activity);
        return;
      case 'call:waited': {
        const { scope, why, durationMs } = activity;
        waits.inc({ scope, why });
        waited.inc({ scope, why }, durationMs / 1_000);
        return;
      }
      case 'delivery:decided':
        deliveries.inc({ outcome: activity.outcome });
        return;
      case 'eval:ended':
        evals.inc({ suite: activity.suite, outcome: activity.outcome });
        return;
      case 'job:started':
        jobWait.observe({ kind: activity.kind }, activity.waitedMs / 1_000);
        return;
      case 'job:completed':
        jobs.inc({ kind: activity.kind, outcome: 'completed' });
        jobTime.observe({ kind: activity.kind }, activity.durationMs / 1_000);
        return;
      case 'job:failed': {
        const outcome = activity.outcome === 'dead' ? 'dead' : 'failed';
        jobs.inc({ kind: activity.kind, outcome });
        jobTime.observe({ kind: activity.kind }, activity.durationMs / 1_000);
        return;
      }
      case 'job:lost':
        jobs.inc({ kind: activity.kind, outcome: 'lost' });
        return;
      case 'job:given_up':
        jobs.inc({ kind: activity.kind, outcome: 'given_up' });
        return;
      case 'source:stale':
        alarms.inc({ source: activity.source });
        return;
      case 'queue:failed':
        faults.inc({ subject: 'queue' });
        return;
      case 'process:fault':
        faults.inc({ subject: activity.subject });
        return;
      default:
    }
  }

  return {
    watch,
    async render() {
      await refresh?.();
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}

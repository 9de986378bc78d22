import { onTestFinished } from 'vitest';
import type { Emit, SyncReport } from '#core/events.ts';
import { openStore, type Store } from '#entry/open-store.ts';
import type { Workspace } from '#entry/open-workspace.ts';
import { recordSync } from '#entry/record-sync.ts';
import type { SourceDescription } from '#entry/sync-source.ts';
import { createSyncHandler, type ScheduledSource } from '#entry/worker/create-sync-handler.ts';
import { planSyncs } from '#entry/worker/plan-syncs.ts';
import type { Activity } from '#runtime/activity.ts';
import type { SourceConfig } from '#runtime/config/config.ts';
import type { JobContext } from '#runtime/queue/run-job.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** What one scripted sync is given. */
export interface ScriptedRun {
  readonly source: string;
  readonly emit: Emit;
  /** Aborted when it should come to an end. */
  readonly wrapUp: AbortSignal;
  readonly signal: AbortSignal;
}

export interface WorkerBench {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly activities: readonly Activity[];
  readonly sources: readonly ScheduledSource[];
  /** Plans as a worker does when it starts. */
  plan(): Promise<void>;
  /** Takes the next due sync and does it, noting the outcome; gives the name of its source. */
  step(context?: Partial<JobContext>): Promise<string | undefined>;
}

export interface WorkerBenchOptions {
  /** Names and what is special about them. */
  readonly sources: Readonly<Record<string, Partial<SourceConfig>>>;
  readonly run?: (run: ScriptedRun) => Promise<SyncReport>;
  readonly sliceMs?: number;
  /** No lease is prolonged here, so it is longer than any test by default. */
  readonly leaseMs?: number;
}

/** What a sync that went well and changed nothing reports. */
export const quietReport: SyncReport = {
  documents: 1,
  chunks: 1,
  added: 0,
  updated: 0,
  deleted: 0,
  unchanged: 1,
  skipped: 0,
  failed: 0,
  held: 0,
  writeCalls: 0,
  requests: 1,
  bytes: 0,
  seconds: 0,
  complete: true,
};

/** The worker's sync jobs over a real store, with syncs that are scripted and time that stands still. */
export async function openWorkerBench(options: WorkerBenchOptions): Promise<WorkerBench> {
  const { run = async () => quietReport, sliceMs = 60_000, leaseMs = 365 * 86_400_000 } = options;
  const folder = temporaryFolder();
  const clock = manualClock();
  const store = await openStore({ dataDir: folder.path, clock });
  onTestFinished(async () => {
    await store.close();
    folder[Symbol.dispose]();
  });
  const activities: Activity[] = [];
  const watch = (activity: Activity) => activities.push(activity);
  const sources = Object.entries(options.sources).map(([name, special]) =>
    scheduledSource(name, special),
  );
  const sync: Workspace['sync'] = (source, how, signal) =>
    recordSync(
      { source: source.name, history: store.syncHistory, clock, ...how },
      (emit) => run({ source: source.name, emit, wrapUp: how.wrapUp ?? signal, signal }),
      signal,
    );
  const handle = createSyncHandler({
    sources,
    workspace: { store, sync },
    clock,
    watch,
    sliceMs,
    random: () => 0.5,
  });
  const { queue, syncHistory: history } = store;
  return {
    store,
    clock,
    activities,
    sources,
    plan: () => planSyncs({ sources: sources.map(({ config }) => config), queue, history, clock }),
    async step(context = {}) {
      const job = await queue.lease({ worker: 'bench', leaseMs, kinds: ['sync'] });
      if (job === undefined) return undefined;
      const never = new AbortController().signal;
      try {
        const { attempts } = job;
        await handle(job.payload, { signal: never, wrapUp: never, attempts, ...context });
        await queue.complete(job);
      } catch (error) {
        const { retryAfterMs = 0 } = error as { readonly retryAfterMs?: number };
        const retryAt = clock.now() + retryAfterMs;
        const final = (error as Error).name === 'FixInputError';
        await queue.fail(job, { reason: String(error), retryAt, final });
      }
      // The payload is what the handler just read a source from.
      return (job.payload as { readonly source: string }).source;
    },
  };
}

function scheduledSource(name: string, special: Partial<SourceConfig>): ScheduledSource {
  const shared = { name, type: 'file', namespace: 'default', anchors: 'github' } as const;
  const config: SourceConfig = {
    ...shared,
    config: {},
    syncFrequency: 'daily',
    freshnessMs: undefined,
    delivery: 'auto',
    restricted: 'skip',
    public: undefined,
    ...special,
  };
  const description: SourceDescription = {
    ...shared,
    config: {},
    folder: '.',
    syncFrequency: 'daily',
    delivery: 'auto',
    restricted: 'skip',
  };
  return { config, description };
}

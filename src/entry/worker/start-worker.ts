import { hostname } from 'node:os';
import type { Clock } from '#core/clock.ts';
import type { Watch } from '#runtime/activity.ts';
import { type Lane, runLanes } from '#runtime/queue/run-lanes.ts';
import { watchFreshness } from '#runtime/schedule/watch-freshness.ts';
import type { Workspace } from '../open-workspace.ts';
import { createSyncHandler, type ScheduledSource } from './create-sync-handler.ts';
import { planSyncs } from './plan-syncs.ts';
import { syncKind } from './sync-task.ts';

export interface WorkerPace {
  /** Syncs at the same time. */
  readonly concurrency: number;
  /** How long a sync may go on while another source waits, in milliseconds. */
  readonly sliceMs: number;
  /** How soon the work of a killed worker is taken over, in milliseconds. */
  readonly leaseMs: number;
  /** How long it may take to end once it is told to, in milliseconds. */
  readonly endWithinMs: number;
}

export interface StartWorkerOptions extends WorkerPace {
  readonly workspace: Workspace;
  readonly sources: readonly ScheduledSource[];
  /** Other work: webhooks, evals. */
  readonly lanes: readonly Lane[];
  /** Where published sites are reached from outside. */
  readonly publishAt: string;
  readonly clock: Clock;
  readonly watch: Watch;
}

/** Of the time to end, the part in which jobs come to an end by themselves; then they are stopped. */
const graceShare = 0.75;

/**
 * Plans the syncs of every source and does the jobs of the queue until the signal is aborted.
 *
 * @returns once all is planned; `stopped` resolves when the last job has ended or was given up.
 */
export async function startWorker(
  options: StartWorkerOptions,
  signal: AbortSignal,
): Promise<{ readonly stopped: Promise<void> }> {
  const { workspace, sources, clock, watch, concurrency, sliceMs, leaseMs, endWithinMs } = options;
  const { queue, syncHistory: history, wakeUp } = workspace.store;
  const configs = sources.map(({ config }) => config);
  await planSyncs({ sources: configs, queue, history, clock });

  const { publishAt } = options;
  const sync = createSyncHandler({ sources, workspace, clock, watch, sliceMs, publishAt });
  const objectives = configs.flatMap(({ name, freshnessMs }) =>
    freshnessMs === undefined ? [] : [{ source: name, objectiveMs: freshnessMs }],
  );
  const graceMs = endWithinMs * graceShare;
  const running = [
    runLanes(
      {
        queue,
        clock,
        wakeUp,
        worker: `${hostname()}:${process.pid}`,
        leaseMs,
        graceMs,
        abortMs: endWithinMs - graceMs,
        lanes: [...options.lanes, { handlers: { [syncKind]: sync }, concurrency }],
        onEvent: watch,
      },
      signal,
    ),
    watchFreshness({ objectives, history, clock, watch }, signal),
  ];
  return { stopped: Promise.all(running).then(() => undefined) };
}

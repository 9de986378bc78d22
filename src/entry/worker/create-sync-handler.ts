import type { Clock } from '#core/clock.ts';
import { RetryError, StopRunError, TwigkitError } from '#core/errors.ts';
import { nextStep } from '#core/next-step.ts';
import type { SyncRecord } from '#core/sync-history.ts';
import type { Watch } from '#runtime/activity.ts';
import type { SourceConfig } from '#runtime/config/config.ts';
import type { JobHandler } from '#runtime/queue/run-job.ts';
import { nextRun } from '#runtime/schedule/next-run.ts';
import { asError } from '#util/as-error.ts';
import { fullJitterMs } from '#util/full-jitter-ms.ts';
import type { Workspace } from '../open-workspace.ts';
import type { SourceDescription } from '../sync-source.ts';
import { openSlice } from './open-slice.ts';
import { parseSyncTask, type SyncTask, scheduledTask, syncJob, syncKey } from './sync-task.ts';

/** A source of the configuration: what to sync, and when. */
export interface ScheduledSource {
  readonly config: SourceConfig;
  readonly description: SourceDescription;
}

export interface SyncHandlerOptions {
  readonly sources: readonly ScheduledSource[];
  readonly workspace: Pick<Workspace, 'sync' | 'store'>;
  readonly clock: Clock;
  readonly watch: Watch;
  /** How long a sync may go on while another source waits, in milliseconds. */
  readonly sliceMs: number;
  /** Where published sites are reached from outside. */
  readonly publishAt?: string | undefined;
  /** Uniform in [0, 1). Default Math.random. */
  readonly random?: () => number;
}

/**
 * Does one slice of one source's sync. Before it begins, the next run of the schedule is in the queue,
 * so that the schedule outlives whatever happens to this one; when there is more to do, the next slice
 * takes that place. A slice that is repeated after a crash goes on from the last mark.
 */
export function createSyncHandler(options: SyncHandlerOptions): JobHandler {
  const { workspace, clock, watch, sliceMs, random = Math.random } = options;
  const { queue } = workspace.store;
  const sources = new Map(options.sources.map((source) => [source.config.name, source]));

  return async (payload, { signal, wrapUp, attempts }) => {
    const task = parseSyncTask(payload);
    const source = sources.get(task.source);
    if (source === undefined || source.config.syncFrequency === 'manual') {
      watch({ event: 'source:unknown', source: task.source });
      return;
    }
    const { config, description } = source;
    const startedAt = clock.now();
    const beganAt = task.beganAt ?? startedAt;
    const nextAt = await planNext(task, config, startedAt);
    const slice = openSlice({ queue, clock, watch, sliceMs: sliceMs * task.patience });
    let record: SyncRecord | undefined;
    const onRecorded = (made: SyncRecord) => {
      record = made;
      const { outcome, report, problem } = made;
      const durationMs = clock.now() - startedAt;
      const at = outcome === 'cut' ? clock.now() : nextAt;
      const { name } = config;
      watch({
        event: 'sync:ended',
        source: name,
        outcome,
        durationMs,
        report,
        problem,
        nextAt: at,
      });
    };
    try {
      await workspace.sync(
        description,
        {
          emit: (event) => watch({ ...event, source: config.name }),
          dryRun: false,
          allowMassDelete: false,
          privateHosts: 'seed',
          wrapUp: AbortSignal.any([wrapUp, slice.over]),
          beganAt,
          publishAt: options.publishAt,
          onRecorded,
        },
        signal,
      );
    } catch (thrown) {
      signal.throwIfAborted();
      throw inItsTime(thrown, attempts);
    } finally {
      slice.close();
    }
    if (record?.outcome === 'failed') throw inItsTime(failureOf(record), attempts);
    if (record?.outcome === 'cut') await goOn({ ...task, beganAt }, config, record);
    if (record?.outcome === 'good') await forgetFailures(config.name);
  };

  async function planNext(
    task: SyncTask,
    config: SourceConfig,
    now: number,
  ): Promise<number | undefined> {
    const nextAt = nextRun(config.syncFrequency, { last: task.dueAt, after: now });
    if (nextAt === undefined) return undefined;
    await queue.enqueue(syncJob(scheduledTask(config, nextAt), config, nextAt));
    return nextAt;
  }

  /** A slice that changed nothing may have spent all its time on finding its place: the next one is longer. */
  async function goOn(task: SyncTask, config: SourceConfig, { report }: SyncRecord): Promise<void> {
    const { added = 0, updated = 0, deleted = 0 } = report ?? {};
    const patience = added + updated + deleted > 0 ? task.patience : task.patience * 2;
    await queue.enqueue(syncJob({ ...task, patience }, config, clock.now()));
  }

  /** What failed before is done now: nobody has to look at it any more. */
  async function forgetFailures(name: string): Promise<void> {
    for (const { id, state } of await queue.jobsOf(syncKey(name))) {
      if (state === 'dead') await queue.discard(id);
    }
  }

  function failureOf({ source, problem }: SyncRecord): Error {
    const { code = 'unreadable', message = `Nothing of ${source} could be read.` } = problem ?? {};
    return new StopRunError(message, { code });
  }

  /** A sync costs many calls: it is tried again after minutes, not seconds, unless a person must act first. */
  function inItsTime(thrown: unknown, attempts: number): Error {
    const error = asError(thrown);
    const step = nextStep(error);
    if (step.do === 'ask-a-person' && step.about === 'input') return error;
    const pauseMs = fullJitterMs(attempts + 1, { firstMs: 60_000, longestMs: 1_800_000, random });
    const askedMs = step.do === 'retry' ? (step.afterMs ?? 0) : 0;
    const code = error instanceof TwigkitError ? error.code : 'unexpected';
    const retryAfterMs = Math.round(Math.max(pauseMs, askedMs));
    return new RetryError(error.message, { code, cause: error, retryAfterMs });
  }
}

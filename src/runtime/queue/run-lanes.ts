import type { JobHandler, OnDead } from './run-job.ts';
import { runWorker, type WorkerOptions } from './run-worker.ts';
import { createWakeUp } from './wake-up.ts';

/** Kinds of jobs with slots of their own. */
export interface Lane {
  readonly handlers: Readonly<Record<string, JobHandler>>;
  /** Jobs at the same time. */
  readonly concurrency: number;
  readonly onDead?: OnDead;
}

export interface LanesOptions extends Omit<WorkerOptions, 'handlers' | 'concurrency' | 'onDead'> {
  readonly lanes: readonly Lane[];
}

/**
 * One worker with several lanes side by side, until the signal is aborted. Long work in one lane never
 * keeps short work of another waiting: priorities alone could not see to that once every slot is taken.
 *
 * @example
 * const lanes = [{ handlers: { webhook }, concurrency: 4 }, { handlers: { sync }, concurrency: 2 }];
 * await runLanes({ queue, lanes, clock: systemClock, worker: 'host:1' }, signal);
 */
export async function runLanes(options: LanesOptions, signal: AbortSignal): Promise<void> {
  const { lanes, wakeUp = createWakeUp(), ...shared } = options;
  await Promise.all(
    lanes.map(({ handlers, concurrency, onDead }) => {
      const own = wakeUp.branch(Object.keys(handlers));
      const lane = { handlers, concurrency, ...(onDead && { onDead }) };
      return runWorker({ ...shared, ...lane, wakeUp: own }, signal);
    }),
  );
}

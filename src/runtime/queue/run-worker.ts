import type { Clock } from '#core/clock.ts';
import type { LeasedJob, Queue } from '#core/queue.ts';
import { asError } from '#util/as-error.ts';
import { type JobHandler, type OnDead, runJob } from './run-job.ts';
import { sleepFully } from './sleep-fully.ts';
import { createWakeUp, type WakeUp } from './wake-up.ts';
import type { WorkerEvent } from './worker-event.ts';
import type { WorkerState } from './worker-state.ts';

export interface WorkerOptions {
  readonly queue: Queue;
  /** By the kind of job; other kinds are left to other workers. */
  readonly handlers: Readonly<Record<string, JobHandler>>;
  readonly clock: Clock;
  /** Names the worker in the queue's table: host and process id. */
  readonly worker: string;
  /** Jobs at the same time. Default 4. */
  readonly concurrency?: number;
  /** How soon a job of a killed worker is taken over. Prolonged every third of it. Default 30 s. */
  readonly leaseMs?: number;
  /** Ends a sleep early: call its `wake` after an enqueue in this process. */
  readonly wakeUp?: WakeUp;
  /** How late a job of another process may be noticed. Default 1 s. */
  readonly maxIdleMs?: number;
  /** How long running jobs may go on after the signal. Default 10 s. */
  readonly graceMs?: number;
  /** How long handlers have to stop once they were told to. Default 5 s. */
  readonly abortMs?: number;
  readonly onDead?: OnDead;
  /** Must not throw. */
  readonly onEvent?: (event: WorkerEvent) => void;
}

/**
 * Does the queue's jobs until the signal is aborted, then lets the running ones end in time and
 * resolves. A queue that fails does not end it. See `WorkerState` for what happens when.
 *
 * @example
 * const wakeUp = createWakeUp();
 * const queue = createSqliteQueue(sql, systemClock, { onEnqueued: wakeUp.wake });
 * await runWorker({ queue, handlers: { sync }, clock: systemClock, worker: 'host:1', wakeUp }, signal);
 */
export async function runWorker(options: WorkerOptions, signal: AbortSignal): Promise<void> {
  const { queue, handlers, clock, worker, concurrency = 4, leaseMs = 30_000 } = options;
  const { wakeUp = createWakeUp(), maxIdleMs = 1_000, graceMs = 10_000, abortMs = 5_000 } = options;
  const { onEvent = () => {}, onDead } = options;
  const kinds = Object.keys(handlers);
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  const abandoned = new AbortController();
  let woken = wakeUp.arm();
  let failures = 0;

  const rouse = () => wakeUp.wake();
  signal.addEventListener('abort', rouse);
  try {
    let state: WorkerState = 'leasing';
    while (state !== 'stopped') state = move(state, await leave(state));
  } finally {
    signal.removeEventListener('abort', rouse);
  }

  function move(from: WorkerState, to: WorkerState): WorkerState {
    if (to !== from) onEvent({ event: 'worker:changed', from, to });
    return to;
  }

  /** Does what a state is for, and gives the one that follows. */
  async function leave(from: Exclude<WorkerState, 'stopped'>): Promise<WorkerState> {
    if (signal.aborted && from !== 'draining' && from !== 'aborting') return 'draining';
    switch (from) {
      case 'leasing':
        return await leaseFreeSlots();
      case 'full':
        if (running.size < concurrency) return 'leasing';
        woken = wakeUp.arm();
        await sleepFully(clock, maxIdleMs, woken);
        return 'full';
      case 'idle':
        return await sleepUntilDue();
      case 'cut_off':
        await sleepFully(clock, cutOffMs(failures), signal);
        return 'leasing';
      case 'draining':
        return (await allEndWithin(graceMs)) ? 'stopped' : 'aborting';
      case 'aborting':
        stopping.abort(new Error('The worker is stopping.'));
        await allEndWithin(abortMs);
        abandoned.abort();
        return 'stopped';
      default:
        return from satisfies never;
    }
  }

  async function leaseFreeSlots(): Promise<WorkerState> {
    // Armed before asking: what is enqueued from here on ends the next sleep.
    woken = wakeUp.arm();
    const free = concurrency - running.size;
    const request = { worker, leaseMs, kinds };
    const asked = await Promise.allSettled(
      Array.from({ length: free }, () => queue.lease(request)),
    );
    for (const answer of asked) {
      if (answer.status === 'fulfilled' && answer.value) start(answer.value);
    }
    const refused = asked.find((answer) => answer.status === 'rejected');
    if (refused) return cutOff(refused.reason);
    failures = 0;
    return running.size < concurrency ? 'idle' : 'full';
  }

  function start(job: LeasedJob): void {
    // The queue gives only kinds that were asked for, and those are the handlers' names.
    const handler = handlers[job.kind]!;
    const task = runJob(
      job,
      { queue, handler, clock, leaseMs, onEvent, onDead },
      { draining: signal, stopping: stopping.signal, abandoned: abandoned.signal },
    ).finally(() => {
      running.delete(task);
      wakeUp.wake();
    });
    running.add(task);
  }

  async function sleepUntilDue(): Promise<WorkerState> {
    try {
      const dueAt = (await queue.nextDueAt(kinds)) ?? Number.POSITIVE_INFINITY;
      const ms = Math.min(maxIdleMs, Math.max(shortestIdleMs, dueAt - clock.now()));
      await sleepFully(clock, ms, woken);
      return 'leasing';
    } catch (thrown) {
      return cutOff(thrown);
    }
  }

  function cutOff(thrown: unknown): 'cut_off' {
    failures += 1;
    onEvent({ event: 'queue:failed', error: asError(thrown), retryInMs: cutOffMs(failures) });
    return 'cut_off';
  }

  async function allEndWithin(ms: number): Promise<boolean> {
    const enough = new AbortController();
    const ended = Promise.all(running).then(() => true);
    const over = sleepFully(clock, ms, enough.signal).then(() => running.size === 0);
    try {
      return await Promise.race([ended, over]);
    } finally {
      enough.abort();
    }
  }
}

/** Waiting less would be polling, should the queue name a time that it does not keep. */
const shortestIdleMs = 5;

/** A queue that is down is asked twice a second at first, then less and less, at last every 30 s. */
function cutOffMs(failures: number): number {
  return Math.min(30_000, 500 * 2 ** (failures - 1));
}

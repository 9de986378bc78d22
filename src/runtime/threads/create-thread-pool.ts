import { type ResourceLimits, Worker } from 'node:worker_threads';
import { StopRunError } from '#core/errors.ts';
import { asError } from '#util/as-error.ts';
import { openCalls, type ThreadCalls } from './call-thread.ts';

/** What came of a task. An error that the task's method threw is thrown by `run` instead. */
export type TaskOutcome<Value> =
  | { readonly is: 'done'; readonly value: Value }
  /** It did not end before its deadline; its thread was ended. */
  | { readonly is: 'timeout' }
  /** It needed more memory than a thread has. */
  | { readonly is: 'memory' }
  /** It ended its thread in another way. */
  | { readonly is: 'crashed'; readonly cause: unknown };

export interface ThreadPoolOptions {
  /** A module that calls `answerCalls`. */
  readonly file: URL;
  readonly workerData?: unknown;
  /** How many threads at most; each starts when there is work for it. */
  readonly size: number;
  /** From when a thread turns to a task to its answer. */
  readonly deadlineMs: number;
  /**
   * Of each thread. Covers objects and strings, not the bytes of buffers. A thread that reaches
   * `maxOldGenerationSizeMb` is ended by the engine, but the process dies when the step that leads over
   * it is a large one, such as a list that grows: for tasks of which that may come set `maxHeapMb` too,
   * to a quarter.
   */
  readonly resourceLimits?: ResourceLimits;
  /** A thread that is seen to hold more is ended. It is looked at ten times a second. */
  readonly maxHeapMb?: number;
}

export interface Task {
  readonly method: string;
  readonly args: readonly unknown[];
}

/** Worker threads that do pure work: a task may be begun twice when its neighbour kills their thread. */
export interface ThreadPool {
  /**
   * @throws what the method threw; the signal's reason, at once; StopRunError `thread_start` when no
   *   thread can be started, `pool_closed` after `close`.
   */
  run(task: Task, signal: AbortSignal): Promise<TaskOutcome<unknown>>;
  /** Ends every thread, whatever it is doing. */
  close(): Promise<void>;
}

interface Job extends Task, PromiseWithResolvers<TaskOutcome<unknown>> {}

interface PoolThread {
  readonly calls: ThreadCalls;
  /** Sent and not answered; the first is being worked on. */
  readonly jobs: Job[];
  ready: boolean;
  ended: boolean;
  timer: NodeJS.Timeout | undefined;
}

/** One task behind the one at work: the thread goes on while its answer crosses over. */
const jobsPerThread = 2;

const lookEveryMs = 100;
const mebibyte = 1024 * 1024;

/** Opens a pool. No thread starts before the first task; close it when done. */
export function createThreadPool(options: ThreadPoolOptions): ThreadPool {
  const { file, workerData, size, deadlineMs, resourceLimits, maxHeapMb } = options;
  const threads = new Set<PoolThread>();
  const waiting: Job[] = [];
  let closed: StopRunError | undefined;
  let looking: NodeJS.Timeout | undefined;

  const start = (): PoolThread => {
    const worker = new Worker(file, { workerData, ...(resourceLimits && { resourceLimits }) });
    const thread: PoolThread = {
      jobs: [],
      ready: false,
      ended: false,
      timer: undefined,
      calls: openCalls(worker, {
        onReady() {
          thread.ready = true;
          watch(thread);
        },
        onEnd(cause) {
          const startError = startFailure(file, cause);
          if (!thread.ended) {
            end(thread, thread.ready ? { outcome: outcomeOf(cause) } : { error: startError });
          }
          return startError;
        },
      }),
    };
    threads.add(thread);
    return thread;
  };

  /** Takes a thread out of the pool. Its first job is what ended it; the others go to another thread. */
  const end = (
    thread: PoolThread,
    why: { readonly outcome: TaskOutcome<unknown> } | { readonly error: Error },
  ) => {
    thread.ended = true;
    clearTimeout(thread.timer);
    threads.delete(thread);
    const [culprit, ...others] = thread.jobs.splice(0);
    if ('outcome' in why) {
      culprit?.resolve(why.outcome);
      waiting.unshift(...others);
      dispatch();
      return;
    }
    // Where one cannot start, none can: trying again would never end.
    for (const job of [culprit, ...others, ...waiting.splice(0)]) job?.reject(why.error);
  };

  /** Starts the clock of the job that a thread works on. */
  const watch = (thread: PoolThread) => {
    clearTimeout(thread.timer);
    const [job] = thread.jobs;
    if (!job) return;
    thread.timer = setTimeout(() => {
      // An answer that came while this thread was busy counts.
      setImmediate(() => {
        if (thread.ended || thread.jobs[0] !== job) return;
        end(thread, { outcome: { is: 'timeout' } });
        void thread.calls.end();
      });
    }, deadlineMs);
    thread.timer.unref();
  };

  /** Looks at what threads at work hold, for as long as there are any. */
  const lookAtHeaps = (maxBytes: number) => {
    looking ??= setInterval(() => {
      const busy = [...threads].filter(({ jobs }) => jobs.length > 0);
      if (busy.length === 0) {
        clearInterval(looking);
        looking = undefined;
      }
      for (const thread of busy) if (thread.ready) void endIfSwollen(thread, maxBytes);
    }, lookEveryMs).unref();
  };

  const endIfSwollen = async (thread: PoolThread, maxBytes: number) => {
    const [job] = thread.jobs;
    const heapBytes = (await thread.calls.heapBytes()) ?? 0;
    if (heapBytes <= maxBytes || thread.ended || thread.jobs[0] !== job) return;
    end(thread, { outcome: { is: 'memory' } });
    void thread.calls.end();
  };

  const send = async (thread: PoolThread, job: Job) => {
    thread.jobs.push(job);
    if (maxHeapMb !== undefined) lookAtHeaps(maxHeapMb * mebibyte);
    if (thread.jobs.length === 1) watch(thread);
    let settle: () => void;
    try {
      const value = await thread.calls.call(job.method, job.args);
      settle = () => job.resolve({ is: 'done', value });
    } catch (error) {
      settle = () => job.reject(error);
    }
    if (thread.ended) return;
    thread.jobs.splice(thread.jobs.indexOf(job), 1);
    watch(thread);
    settle();
    dispatch();
  };

  const freeThread = (): PoolThread | undefined => {
    const [least] = [...threads].sort((a, b) => a.jobs.length - b.jobs.length);
    if (least?.jobs.length === 0) return least;
    if (threads.size < size) return start();
    return least && least.jobs.length < jobsPerThread ? least : undefined;
  };

  const dispatch = () => {
    while (waiting.length > 0) {
      const thread = freeThread();
      if (!thread) return;
      const job = waiting.shift();
      if (job) void send(thread, job);
    }
  };

  return {
    async run(task, signal) {
      signal.throwIfAborted();
      if (closed) throw closed;
      const job: Job = { ...task, ...Promise.withResolvers<TaskOutcome<unknown>>() };
      const stop = () => {
        const at = waiting.indexOf(job);
        if (at !== -1) waiting.splice(at, 1);
        job.reject(signal.reason);
      };
      signal.addEventListener('abort', stop, { once: true });
      try {
        waiting.push(job);
        dispatch();
        return await job.promise;
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
    async close() {
      closed ??= new StopRunError('The pool of worker threads is closed.', { code: 'pool_closed' });
      clearInterval(looking);
      const ending = [...threads];
      for (const job of waiting.splice(0)) job.reject(closed);
      for (const thread of ending) end(thread, { error: closed });
      await Promise.all(ending.map(({ calls }) => calls.end()));
    },
  };
}

function outcomeOf(cause: unknown): TaskOutcome<unknown> {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === 'ERR_WORKER_OUT_OF_MEMORY' ? { is: 'memory' } : { is: 'crashed', cause };
}

function startFailure(file: URL, cause: unknown): StopRunError {
  const why = asError(cause).message;
  return new StopRunError(`The worker thread ${file.pathname} cannot be started: ${why}`, {
    code: 'thread_start',
    hint: 'Check that twigkit is installed whole; a bundler must keep this file beside its output.',
    cause,
  });
}

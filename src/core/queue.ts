import type { Json } from './json.ts';

/**
 * Durable work. A job is done at least once, by one worker at a time.
 *
 * What an implementer owes:
 *
 * 1. `enqueue` is durable when it resolves.
 * 2. `lease` gives a job to one caller; nobody else gets it until the lease runs out, is given up or
 *    the job ends. Jobs of one `key` never run at the same time.
 * 3. A lease that ran out returns the job **without** counting an attempt: only a handler's own
 *    failure counts, else a slow machine would dead-letter healthy work.
 * 4. A `key` coalesces: a waiting job of that key is replaced (`replace`: payload and `runAt` are the
 *    new ones, which debounces) or kept (`preserve`). A running one is never touched; the new job
 *    waits behind it.
 * 5. A job that failed `maxAttempts` times is dead, with its last reason, and stays readable. So is one
 *    whose next try would come more than `maxAgeMs` after it was first due. A job is never given up
 *    untried, however long no worker was there.
 * 6. A dead job stands in nobody's way: it neither coalesces with new jobs of its key nor holds them up.
 */
export interface Queue {
  enqueue(job: NewJob): Promise<Enqueued>;
  /** The due job of highest priority, oldest first; undefined when none is due. */
  lease(request: LeaseRequest): Promise<LeasedJob | undefined>;
  /**
   * Prolongs a lease; with 0 it gives the job up, uncounted, for another worker to take at once.
   * False means it was lost: stop working on the job and do not complete it.
   */
  heartbeat(job: LeasedJob, leaseMs: number): Promise<boolean>;
  /** Changes nothing when the lease was lost: the job is its new holder's. So does `fail`. */
  complete(job: LeasedJob): Promise<void>;
  fail(job: LeasedJob, failure: JobFailure): Promise<'waiting' | 'dead'>;
  /**
   * When a job of these kinds can next be leased, in epoch milliseconds: it is due, its lease runs
   * out, or the one before it of the same key ends. Undefined when there is none.
   */
  nextDueAt(kinds: readonly string[]): Promise<number | undefined>;
  /** Dead jobs, newest first. */
  dead(): AsyncIterable<DeadJob>;
  /** Makes a dead job due now, as if it had never failed. False when there is no dead job of that id. */
  revive(id: string): Promise<boolean>;
  /** Forgets a dead job. False when there is no dead job of that id. */
  discard(id: string): Promise<boolean>;
  /** Every job of a key: the running one, then those that wait, by `runAt`, then the dead, newest first. */
  jobsOf(key: string): Promise<readonly QueuedJob[]>;
  /** How much there is of each kind, by its name. For people and metrics: it may be a moment old. */
  depth(): Promise<readonly QueueDepth[]>;
}

export interface NewJob {
  /** Which handler does it: `webhook`, `eval`, `sync`. */
  readonly kind: string;
  readonly payload: Json;
  readonly key?: { readonly value: string; readonly mode: 'replace' | 'preserve' };
  /** Epoch milliseconds; default now. */
  readonly runAt?: number;
  /** Higher first; default 0. */
  readonly priority?: number;
  /** Default 10. */
  readonly maxAttempts?: number;
  /** Counted from `runAt`; default: no limit. */
  readonly maxAgeMs?: number;
}

export interface Enqueued {
  readonly id: string;
  readonly outcome: 'added' | 'replaced' | 'kept';
}

export interface LeaseRequest {
  readonly worker: string;
  readonly leaseMs: number;
  readonly kinds: readonly string[];
}

export interface LeasedJob {
  readonly id: string;
  readonly kind: string;
  readonly payload: Json;
  /** When it was due, in epoch milliseconds. */
  readonly runAt: number;
  /** Handler failures so far; 0 at the first try. */
  readonly attempts: number;
  /** Proves that the caller still holds the lease. */
  readonly lease: string;
}

export interface QueuedJob {
  readonly id: string;
  readonly kind: string;
  readonly payload: Json;
  /** A job whose lease ran out waits again. */
  readonly state: 'running' | 'waiting' | 'dead';
  /** When it was or is due, in epoch milliseconds. */
  readonly runAt: number;
  readonly attempts: number;
  /** Of the last failure. */
  readonly reason: string | undefined;
}

export interface QueueDepth {
  readonly kind: string;
  /** Not due yet. */
  readonly delayed: number;
  /** Due, and not leased. */
  readonly due: number;
  readonly running: number;
  readonly dead: number;
  /** `runAt` of the job that has been due longest, in epoch milliseconds. */
  readonly oldestDueAt: number | undefined;
}

export interface DeadJob {
  readonly id: string;
  readonly kind: string;
  readonly key: string | undefined;
  readonly payload: Json;
  readonly attempts: number;
  /** Of the last failure. */
  readonly reason: string;
  /** When that was, in epoch milliseconds. */
  readonly diedAt: number;
}

export interface JobFailure {
  readonly reason: string;
  /** Epoch milliseconds; default is exponential backoff with full jitter. */
  readonly retryAt?: number;
  /** True when trying again cannot help: dead at once. */
  readonly final?: boolean;
}

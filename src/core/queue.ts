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
 * 5. A job that failed `maxAttempts` times is dead, with its last reason, and stays readable.
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
  /** Handler failures so far; 0 at the first try. */
  readonly attempts: number;
  /** Proves that the caller still holds the lease. */
  readonly lease: string;
}

export interface DeadJob {
  readonly id: string;
  readonly kind: string;
  readonly payload: Json;
  readonly attempts: number;
  /** Of the last failure. */
  readonly reason: string;
}

export interface JobFailure {
  readonly reason: string;
  /** Epoch milliseconds; default is exponential backoff with full jitter. */
  readonly retryAt?: number;
  /** True when trying again cannot help: dead at once. */
  readonly final?: boolean;
}

import type { Clock } from '#core/clock.ts';
import type { Json } from '#core/json.ts';
import { nextStep } from '#core/next-step.ts';
import type { JobFailure, LeasedJob, Queue } from '#core/queue.ts';
import { asError } from '#util/as-error.ts';
import { cutText } from '#util/cut-text.ts';
import { sleepFully } from './sleep-fully.ts';
import type { WorkerEvent } from './worker-event.ts';

/**
 * Does one kind of job. It may run again after it succeeded (a crash before that was noted), so it
 * must be idempotent.
 *
 * What it throws decides what follows: RetryError's `retryAfterMs` is waited for, FixInputError is
 * final, everything else is tried again after a growing pause.
 */
export type JobHandler = (payload: Json, context: JobContext) => Promise<void>;

export interface JobContext {
  /** Aborted when the work must end at once: the lease is lost, or the worker's time to end is over. */
  readonly signal: AbortSignal;
  /** Aborted when the worker begins to end: bring what is at hand to a good end soon, or go on if that is short. */
  readonly wrapUp: AbortSignal;
  /** Failures so far; 0 at the first try. */
  readonly attempts: number;
}

/**
 * Told when a job was given up, to bring what belongs to it in order. A crash in between leaves it
 * untold: whoever reads that state must not rely on it.
 */
export type OnDead = (kind: string, payload: Json, reason: string) => Promise<void>;

export interface RunJobOptions {
  readonly queue: Queue;
  readonly handler: JobHandler;
  readonly clock: Clock;
  readonly leaseMs: number;
  readonly onEvent: (event: WorkerEvent) => void;
  readonly onDead?: OnDead | undefined;
}

/** What the worker's own end means for its jobs. */
export interface Ending {
  /** Tells the handler to come to an end by itself. */
  readonly draining: AbortSignal;
  /** Tells the handler to stop; the job is given up, uncounted. */
  readonly stopping: AbortSignal;
  /** A handler that is still at work from here on has no lease, and nothing is noted of it. */
  readonly abandoned: AbortSignal;
}

/** How often a queue that is down is asked again while a finished job waits to be noted. */
const noteAgainMs = 1_000;

/** Runs the handler under a lease that is prolonged all the while, and notes the outcome. */
export async function runJob(
  job: LeasedJob,
  { queue, handler, clock, leaseMs, onEvent, onDead }: RunJobOptions,
  { draining, stopping, abandoned }: Ending,
): Promise<void> {
  const name = { id: job.id, kind: job.kind };
  const startedAt = clock.now();
  const halt = new AbortController();
  const ended = new AbortController();
  let lost = false;

  const stop = () => halt.abort(stopping.reason);
  const abandon = () => ended.abort();
  stopping.addEventListener('abort', stop);
  abandoned.addEventListener('abort', abandon);
  try {
    const waitedMs = Math.max(0, startedAt - job.runAt);
    onEvent({ ...name, event: 'job:started', attempts: job.attempts, waitedMs });
    const heart = keepLease();
    const outcome = await outcomeOf();
    ended.abort();
    await heart;
    if (!lost && !abandoned.aborted) await note(outcome);
  } finally {
    stopping.removeEventListener('abort', stop);
    abandoned.removeEventListener('abort', abandon);
  }

  async function outcomeOf(): Promise<Outcome> {
    try {
      const { attempts } = job;
      await handler(job.payload, { signal: halt.signal, wrapUp: draining, attempts });
      return { did: 'complete' };
    } catch (error) {
      if (halt.signal.aborted) return { did: 'stop' };
      return { did: 'fail', failure: failureOf(error, clock.now()) };
    }
  }

  async function note(outcome: Outcome): Promise<void> {
    const durationMs = clock.now() - startedAt;
    switch (outcome.did) {
      case 'complete':
        if (await insist(() => queue.complete(job))) {
          onEvent({ ...name, event: 'job:completed', durationMs });
        }
        return;
      case 'fail': {
        const { failure } = outcome;
        const left = await insist(() => queue.fail(job, failure));
        if (left !== undefined) {
          const { reason } = failure;
          if (left.answer === 'dead' && onDead) {
            await insist(() => onDead(job.kind, job.payload, reason));
          }
          onEvent({ ...name, event: 'job:failed', durationMs, reason, outcome: left.answer });
        }
        return;
      }
      case 'stop':
        if (await insist(() => queue.heartbeat(job, 0)))
          onEvent({ ...name, event: 'job:given_up' });
        return;
      default:
        outcome satisfies never;
    }
  }

  /** Until the queue answers or the worker ends: what is not noted will be done a second time. */
  async function insist<Answer>(
    ask: () => Promise<Answer>,
  ): Promise<{ readonly answer: Answer } | undefined> {
    do {
      try {
        return { answer: await ask() };
      } catch (thrown) {
        onEvent({ event: 'queue:failed', error: asError(thrown), retryInMs: noteAgainMs });
      }
    } while (await sleepFully(clock, noteAgainMs, halt.signal));
    return undefined;
  }

  /** When the queue does not answer, the lease counts as lost once it must have run out. */
  async function keepLease(): Promise<void> {
    let safeUntil = startedAt + leaseMs;
    while (!lost && (await sleepFully(clock, leaseMs / 3, ended.signal))) {
      const askedAt = clock.now();
      try {
        lost = !(await queue.heartbeat(job, leaseMs));
        safeUntil = askedAt + leaseMs;
      } catch (thrown) {
        onEvent({ event: 'queue:failed', error: asError(thrown), retryInMs: leaseMs / 3 });
        lost = clock.now() >= safeUntil;
      }
    }
    if (!lost) return;
    halt.abort(new Error(`The lease on job ${job.id} was lost.`));
    onEvent({ ...name, event: 'job:lost' });
  }
}

type Outcome =
  | { readonly did: 'complete' }
  | { readonly did: 'fail'; readonly failure: JobFailure }
  | { readonly did: 'stop' };

function failureOf(thrown: unknown, now: number): JobFailure {
  const reason = cutText(asError(thrown).message, 500);
  const step = nextStep(thrown);
  if (step.do === 'ask-a-person' && step.about === 'input') return { reason, final: true };
  if (step.do === 'retry' && step.afterMs !== undefined) {
    return { reason, retryAt: now + step.afterMs };
  }
  return { reason };
}

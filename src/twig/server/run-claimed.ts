import PQueue from 'p-queue';
import type { Clock } from '#core/clock.ts';
import { asError } from '#util/as-error.ts';
import type { Wake } from './wake.ts';

/**
 * A kind of work that is kept in the database and done by whichever process claims it. What a crash
 * interrupts is begun anew when its claim has run out.
 */
export interface ClaimedWork<Job> {
  /** Names a job among those that are under way here. */
  idOf(job: Job): string;
  /** Jobs that nobody has claimed, or whose claim has run out. */
  due(now: number, limit: number): readonly Job[];
  /** When the next one becomes due after `now`; undefined when nothing is known of. */
  nextDueAt(now: number): number | undefined;
  claim(job: Job, claim: { readonly now: number; readonly until: number }): Promise<boolean>;
  /** False when the job was lost: its signal is then aborted. */
  renew(job: Job, claimed: { readonly from: number; readonly to: number }): Promise<boolean>;
  /** Gives a job that was aborted back, for another process to begin at once. */
  release(job: Job, held: { readonly claimedUntil: number; readonly now: number }): Promise<void>;
  /** Does the job. What it throws, unless it was aborted, goes into what it gives. */
  run(job: Job, signal: AbortSignal): Promise<Settle>;
}

/** Records how a job ended, under the claim that it was done with. */
export type Settle = (claimedUntil: number) => Promise<void>;

export interface RunClaimedOptions {
  readonly clock: Clock;
  readonly wake: Wake;
  /** Jobs at the same time. */
  readonly concurrency: number;
  /** Gets what failed on this side. */
  readonly report: (error: Error) => void;
}

/** How long a claim lasts unless it is renewed: after a crash, work stands still for so long at most. */
export const claimMs = 30_000;

/** Another process may ask for work and cannot wake this one. */
const pollMs = 5_000;

/** Does the work until aborted, several jobs at a time; resolves when each has ended or was given back. */
export async function runClaimed<Job>(
  work: ClaimedWork<Job>,
  { clock, wake, concurrency, report }: RunClaimedOptions,
  signal: AbortSignal,
): Promise<void> {
  const queue = new PQueue({ concurrency });
  const underWay = new Set<string>();
  const start = (job: Job) => {
    const id = work.idOf(job);
    underWay.add(id);
    void queue.add(async () => {
      try {
        await runJob(work, job, clock, signal);
        underWay.delete(id);
        wake.ring();
      } catch (error) {
        // Not rung: what fails for good would be begun again without a pause.
        underWay.delete(id);
        report(asError(error));
      }
    });
  };
  while (!signal.aborted) {
    const now = clock.now();
    let nextAt = Number.POSITIVE_INFINITY;
    try {
      // No more than can be begun at once: another process may have room for the rest.
      const room = concurrency - underWay.size;
      if (room > 0) {
        const jobs = work.due(now, concurrency * 2).filter((job) => !underWay.has(work.idOf(job)));
        for (const job of jobs.slice(0, room)) start(job);
      }
      nextAt = work.nextDueAt(now) ?? nextAt;
    } catch (error) {
      // The next look may succeed, and nothing else would ever look again.
      report(asError(error));
    }
    await wake.wait(Math.max(1, Math.min(pollMs, nextAt - now)), signal);
  }
  await queue.onIdle();
}

async function runJob<Job>(
  work: ClaimedWork<Job>,
  job: Job,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  const now = clock.now();
  let claimedUntil = now + claimMs;
  if (!(await work.claim(job, { now, until: claimedUntil }))) return;
  const lost = new AbortController();
  const ended = new AbortController();
  const keepClaim = async () => {
    while (!ended.signal.aborted) {
      // Ended early by design when the job is done.
      await clock.sleep(claimMs / 3, ended.signal).catch(() => undefined);
      if (ended.signal.aborted) return;
      const to = clock.now() + claimMs;
      if (await work.renew(job, { from: claimedUntil, to })) claimedUntil = to;
      else return lost.abort(new Error('The work was taken over or deleted.'));
    }
  };
  const keeping = keepClaim();
  // Awaited below; a failing database is told there, and must not go unnoticed in between.
  keeping.catch((error: unknown) => lost.abort(error));
  const both = AbortSignal.any([signal, lost.signal]);
  try {
    const settle = await work.run(job, both);
    ended.abort();
    await keeping;
    if (!both.aborted) return await settle(claimedUntil);
  } finally {
    ended.abort();
    await keeping;
  }
  if (!lost.signal.aborted) await work.release(job, { claimedUntil, now: clock.now() });
}

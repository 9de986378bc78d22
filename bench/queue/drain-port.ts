import type { Queue } from '../../src/core/queue.ts';

export interface Shape {
  readonly jobs: number;
  /** Calls at the same time. */
  readonly batch: number;
}

/** Enqueues, leases and completes that many jobs through our port; gives jobs per second, all told. */
export async function drainPort(queue: Queue, { jobs, batch }: Shape): Promise<number> {
  const startedAt = performance.now();
  for (let done = 0; done < jobs; done += batch) {
    await Promise.all(
      Array.from({ length: batch }, (_, index) =>
        queue.enqueue({ kind: 'bench', payload: { number: done + index } }),
      ),
    );
  }
  const request = { worker: 'bench', leaseMs: 30_000, kinds: ['bench'] };
  let done = 0;
  while (done < jobs) {
    const leased = await Promise.all(Array.from({ length: batch }, () => queue.lease(request)));
    const held = leased.filter((job) => job !== undefined);
    if (held.length === 0) throw new Error(`${jobs - done} jobs were lost.`);
    await Promise.all(held.map((job) => queue.complete(job)));
    done += held.length;
  }
  return (jobs * 1_000) / (performance.now() - startedAt);
}

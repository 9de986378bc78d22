/**
 * A worker as a process of its own: `node postgres-worker-process.ts URL LEASE_MS`. Prints `started`
 * when it has begun a job of the kind `sync`, and never ends it.
 */
import { systemClock } from '#core/clock.ts';
import { runWorker } from '#runtime/queue/run-worker.ts';
import { openPostgresStore } from '#runtime/store/postgres/open-postgres-store.ts';

const [url = '', leaseMs] = process.argv.slice(2);
const store = await openPostgresStore({ url, clock: systemClock });
const handlers = {
  async sync() {
    console.log('started');
    await new Promise(() => {});
  },
};
await runWorker(
  {
    queue: store.queue,
    handlers,
    clock: systemClock,
    worker: 'killed',
    leaseMs: Number(leaseMs),
    maxIdleMs: 50,
  },
  new AbortController().signal,
);

import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { FixInputError, RetryError } from '#core/errors.ts';
import type { Queue } from '#core/queue.ts';
import type { JobHandler } from '#runtime/queue/run-job.ts';
import { runWorker, type WorkerOptions } from '#runtime/queue/run-worker.ts';
import { createWakeUp } from '#runtime/queue/wake-up.ts';
import type { WorkerEvent } from '#runtime/queue/worker-event.ts';
import { createSqliteQueue } from '#runtime/store/sqlite/queue.ts';
import { collect } from '../../support/collect.ts';
import { openInboxDatabase } from '../../support/inbox-database.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** A real queue on disk, and workers that are stopped when the test ends. */
function openWorkshop() {
  const folder = temporaryFolder();
  const sql = openInboxDatabase(folder.path);
  const wakeUp = createWakeUp();
  const queue = createSqliteQueue(sql, systemClock, {
    onEnqueued: wakeUp.wake,
    backoffBaseMs: 1,
  });
  const events: WorkerEvent[] = [];
  const stop = new AbortController();
  const workers: Promise<void>[] = [];
  return {
    queue,
    events,
    stop,
    start(handlers: Readonly<Record<string, JobHandler>>, more: Partial<WorkerOptions> = {}) {
      const onEvent = (event: WorkerEvent) => events.push(event);
      const own = { queue, handlers, clock: systemClock, worker: 'test', wakeUp, onEvent };
      const worker = runWorker({ ...own, ...more }, stop.signal);
      workers.push(worker);
      return worker;
    },
    seen: (event: WorkerEvent['event']) => events.filter((one) => one.event === event),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(workers);
      sql.close();
      folder[Symbol.dispose]();
    },
  };
}

/** Resolves when the signal is aborted, as a handler that obeys. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

describe('a handler that throws', () => {
  it('is tried again until it is dead, with its last reason, and the worker goes on', async () => {
    await using shop = openWorkshop();
    const attempts: number[] = [];
    shop.start({
      broken: async (_, context) => {
        attempts.push(context.attempts);
        throw new Error(`failure ${context.attempts + 1}`);
      },
      sound: async () => {},
    });

    await shop.queue.enqueue({ kind: 'broken', payload: null, maxAttempts: 3 });
    await waitUntil('it is dead', () => shop.seen('job:failed').length === 3);
    await shop.queue.enqueue({ kind: 'sound', payload: null });
    await waitUntil('the next is done', () => shop.seen('job:completed').length === 1);

    expect(attempts).toEqual([0, 1, 2]);
    expect(shop.seen('job:failed')).toMatchObject([
      { reason: 'failure 1', outcome: 'waiting' },
      { reason: 'failure 2', outcome: 'waiting' },
      { reason: 'failure 3', outcome: 'dead' },
    ]);
    expect(await collect(shop.queue.dead())).toMatchObject([{ reason: 'failure 3' }]);
  });

  it('decides by its error what follows: wrong input is final, a wish to wait is granted', async () => {
    await using shop = openWorkshop();
    shop.start({
      typo: async () => {
        throw new FixInputError('no such suite', { code: 'suite_missing' });
      },
      busy: () => Promise.reject(new RetryError('busy', { code: 'busy', retryAfterMs: 60_000 })),
      sync: () => {
        throw new Error('thrown before any promise');
      },
    });

    const before = Date.now();
    for (const kind of ['typo', 'busy', 'sync']) {
      await shop.queue.enqueue({ kind, payload: null, maxAttempts: kind === 'sync' ? 1 : 10 });
    }
    await waitUntil('all three failed', () => shop.seen('job:failed').length === 3);

    const byKind = new Map(shop.seen('job:failed').map((one) => ['kind' in one && one.kind, one]));
    expect(byKind.get('typo')).toMatchObject({ outcome: 'dead' });
    expect(byKind.get('sync')).toMatchObject({ outcome: 'dead' });
    expect(byKind.get('busy')).toMatchObject({ outcome: 'waiting' });
    expect(await shop.queue.nextDueAt(['busy'])).toBeGreaterThanOrEqual(before + 60_000);
  });
});

describe('leases', () => {
  it('a job longer than its lease runs once, for its lease is prolonged', async () => {
    await using shop = openWorkshop();
    let runs = 0;
    const handlers = {
      long: async () => {
        runs += 1;
        await systemClock.sleep(2_500);
      },
    };
    shop.start(handlers, { leaseMs: 1_000, maxIdleMs: 20 });
    shop.start(handlers, { leaseMs: 1_000, maxIdleMs: 20, wakeUp: createWakeUp() });

    await shop.queue.enqueue({ kind: 'long', payload: null });
    await waitUntil('it is done', () => shop.seen('job:completed').length === 1);

    expect(runs).toBe(1);
    expect(shop.seen('job:lost')).toEqual([]);
  });

  it('a lost lease aborts the handler, and nothing is noted of what it still does', async () => {
    await using shop = openWorkshop();
    const calls: string[] = [];
    const queue: Queue = {
      ...shop.queue,
      heartbeat: async () => false,
      complete: async () => void calls.push('complete'),
      fail: async () => {
        calls.push('fail');
        return 'waiting';
      },
    };
    let halted: unknown;
    shop.start(
      {
        long: async (_, { signal }) => {
          await aborted(signal).catch((reason) => {
            halted = reason;
          });
        },
      },
      { queue, leaseMs: 60_000, clock: { ...systemClock, sleep: quickly } },
    );

    await shop.queue.enqueue({ kind: 'long', payload: null });
    await waitUntil('the lease is lost', () => shop.seen('job:lost').length === 1);
    await waitUntil('the handler was told', () => halted !== undefined);
    shop.stop.abort();
    await waitUntil('the worker ended', () =>
      shop.events.some((one) => one.event === 'worker:changed' && one.to === 'stopped'),
    );

    expect(halted).toMatchObject({ message: expect.stringContaining('was lost') });
    expect(calls).toEqual([]);
  });

  it('a queue that is silent for longer than the lease counts as a lost lease', async () => {
    await using shop = openWorkshop();
    const queue: Queue = {
      ...shop.queue,
      heartbeat: () => Promise.reject(new Error('connection refused')),
    };
    let halted = false;
    shop.start(
      {
        long: async (_, { signal }) => {
          await aborted(signal).catch(() => {
            halted = true;
          });
        },
      },
      { queue, leaseMs: 60 },
    );

    await shop.queue.enqueue({ kind: 'long', payload: null });
    await waitUntil('the handler was told', () => halted);

    expect(shop.seen('queue:failed').length).toBeGreaterThanOrEqual(1);
    expect(shop.seen('job:lost').length).toBeGreaterThanOrEqual(1);
  });
});

describe('work', () => {
  it('runs at most as many jobs at once as it may, and all of them', async () => {
    await using shop = openWorkshop();
    let now = 0;
    let most = 0;
    const done: unknown[] = [];
    for (let index = 0; index < 40; index += 1) {
      await shop.queue.enqueue({ kind: 'short', payload: index });
    }

    shop.start(
      {
        short: async (payload) => {
          now += 1;
          most = Math.max(most, now);
          await systemClock.sleep(2);
          now -= 1;
          done.push(payload);
        },
      },
      { concurrency: 3 },
    );
    await waitUntil('all are done', () => done.length === 40);

    expect(most).toBe(3);
    expect(new Set(done).size).toBe(40);
  });

  it('starts at once when it is woken, and waits for what is due later', async () => {
    await using shop = openWorkshop();
    const started: number[] = [];
    shop.start({ any: async () => void started.push(Date.now()) }, { maxIdleMs: 60_000 });
    await waitUntil('it is idle', () =>
      shop.events.some((one) => one.event === 'worker:changed' && one.to === 'idle'),
    );

    const now = Date.now();
    await shop.queue.enqueue({ kind: 'any', payload: null });
    await waitUntil('it started', () => started.length === 1);
    await shop.queue.enqueue({ kind: 'any', payload: null, runAt: now + 150 });
    await waitUntil('the later one started', () => started.length === 2);

    // Long before the worker would have looked by itself.
    expect(started[0]! - now).toBeLessThan(5_000);
    expect(started[1]! - now).toBeGreaterThanOrEqual(150);
    expect(started[1]! - now).toBeLessThan(5_000);
  });

  it('asks rarely while there is nothing to do', async () => {
    await using shop = openWorkshop();
    let asked = 0;
    const queue: Queue = {
      ...shop.queue,
      lease: (request) => {
        asked += 1;
        return shop.queue.lease(request);
      },
    };
    await shop.queue.enqueue({ kind: 'unknown', payload: null });

    shop.start({ any: async () => {} }, { queue, concurrency: 1, maxIdleMs: 100 });
    await systemClock.sleep(450);

    expect(asked).toBeGreaterThanOrEqual(2);
    expect(asked).toBeLessThanOrEqual(6);
  });

  it('survives a queue that is down, and says so', async () => {
    await using shop = openWorkshop();
    let down = true;
    const queue: Queue = {
      ...shop.queue,
      lease: (request) =>
        down ? Promise.reject(new Error('connection refused')) : shop.queue.lease(request),
    };
    const done: unknown[] = [];
    await shop.queue.enqueue({ kind: 'any', payload: null });

    shop.start({ any: async (payload) => void done.push(payload) }, { queue, concurrency: 2 });
    await waitUntil('it noticed', () => shop.seen('queue:failed').length > 0);
    down = false;
    await waitUntil('it went on', () => done.length === 1);

    expect(shop.seen('queue:failed')).toMatchObject([
      { error: { message: 'connection refused' }, retryInMs: 500 },
    ]);
  });

  it('does not do a finished job again when its end could not be noted at first', async () => {
    await using shop = openWorkshop();
    let failures = 2;
    const runs: unknown[] = [];
    const queue: Queue = {
      ...shop.queue,
      complete: async (job) => {
        failures -= 1;
        if (failures >= 0) throw new Error('connection refused');
        await shop.queue.complete(job);
      },
    };

    shop.start(
      { any: async (payload) => void runs.push(payload) },
      { queue, clock: { ...systemClock, sleep: quickly } },
    );
    await shop.queue.enqueue({ kind: 'any', payload: null });
    await waitUntil('it is noted', () => shop.seen('job:completed').length === 1);

    expect(runs).toHaveLength(1);
    expect(await shop.queue.nextDueAt(['any'])).toBeUndefined();
  });
});

describe('the end', () => {
  it('lets running jobs end in their grace, and leases no more', async () => {
    await using shop = openWorkshop();
    const done: unknown[] = [];
    const worker = shop.start(
      {
        any: async (payload) => {
          await systemClock.sleep(60);
          done.push(payload);
        },
      },
      { concurrency: 1 },
    );
    await shop.queue.enqueue({ kind: 'any', payload: 'first' });
    await shop.queue.enqueue({ kind: 'any', payload: 'second' });
    await waitUntil('the first runs', () => shop.seen('job:started').length === 1);

    shop.stop.abort();
    await worker;

    expect(done).toEqual(['first']);
    expect(await shop.queue.nextDueAt(['any'])).toBeLessThanOrEqual(Date.now());
  });

  it('stops handlers after the grace and gives their jobs up, uncounted', async () => {
    await using shop = openWorkshop();
    const worker = shop.start(
      { endless: (_, { signal }) => aborted(signal) },
      { graceMs: 20, leaseMs: 60_000 },
    );
    await shop.queue.enqueue({ kind: 'endless', payload: null, maxAttempts: 1 });
    await waitUntil('it runs', () => shop.seen('job:started').length === 1);

    shop.stop.abort();
    await worker;

    const request = { worker: 'next', leaseMs: 1_000, kinds: ['endless'] };
    expect(shop.seen('job:given_up')).toHaveLength(1);
    expect(await shop.queue.lease(request)).toMatchObject({ attempts: 0 });
  });

  it('does not wait for ever for a handler that is deaf, and notes nothing of it', async () => {
    await using shop = openWorkshop();
    let release = () => {};
    const deaf = new Promise<void>((resolve) => {
      release = resolve;
    });
    const worker = shop.start({ deaf: () => deaf }, { graceMs: 10, abortMs: 10 });
    await shop.queue.enqueue({ kind: 'deaf', payload: null });
    await waitUntil('it runs', () => shop.seen('job:started').length === 1);

    shop.stop.abort();
    await worker;
    release();
    await deaf;
    await systemClock.sleep(20);

    const changes = shop.events.flatMap((one) => (one.event === 'worker:changed' ? one.to : []));
    expect(changes.slice(-3)).toEqual(['draining', 'aborting', 'stopped']);
    expect(shop.seen('job:completed')).toEqual([]);
    // Still leased to it, until the lease runs out.
    expect(await shop.queue.nextDueAt(['deaf'])).toBeGreaterThan(Date.now());
  });

  it('is immediate when it was never to begin', async () => {
    await using shop = openWorkshop();
    shop.stop.abort();

    await shop.start({ any: async () => {} });

    expect(shop.seen('job:started')).toEqual([]);
  });
});

/** Time in which seconds are milliseconds. */
function quickly(ms: number, signal?: AbortSignal): Promise<void> {
  return systemClock.sleep(ms / 1_000, signal);
}

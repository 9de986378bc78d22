import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { type Lane, runLanes } from '#runtime/queue/run-lanes.ts';
import { createWakeUp } from '#runtime/queue/wake-up.ts';
import { createSqliteQueue } from '#runtime/store/sqlite/queue.ts';
import { openInboxDatabase } from '../../support/inbox-database.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** One worker with a lane for long work and one for short work, over a real queue. */
function openLanes() {
  const folder = temporaryFolder();
  const sql = openInboxDatabase(folder.path);
  const wakeUp = createWakeUp();
  const queue = createSqliteQueue(sql, systemClock, { onEnqueued: wakeUp.wake });
  const stop = new AbortController();
  const finish = Promise.withResolvers<void>();
  const done: string[] = [];
  const wrappedUp: string[] = [];
  const lanes: readonly Lane[] = [
    {
      concurrency: 1,
      handlers: {
        async sync(_, { wrapUp }) {
          wrapUp.addEventListener('abort', () => {
            wrappedUp.push('sync');
            finish.resolve();
          });
          await finish.promise;
          done.push('sync');
        },
      },
    },
    {
      concurrency: 2,
      handlers: {
        async webhook() {
          done.push('webhook');
        },
      },
    },
  ];
  const ended = runLanes(
    { queue, wakeUp, lanes, clock: systemClock, worker: 'test', maxIdleMs: 60_000 },
    stop.signal,
  );
  return {
    queue,
    done,
    wrappedUp,
    ended,
    stop,
    finish,
    async [Symbol.asyncDispose]() {
      finish.resolve();
      stop.abort();
      await ended;
      sql.close();
      folder[Symbol.dispose]();
    },
  };
}

describe('lanes', () => {
  it('do short work at once while every slot for long work is taken', async () => {
    await using shop = openLanes();
    await shop.queue.enqueue({ kind: 'sync', payload: null });
    await shop.queue.enqueue({ kind: 'sync', payload: null });
    await waitUntil('one runs', async () => (await shop.queue.depth())[0]?.running === 1);

    await shop.queue.enqueue({ kind: 'webhook', payload: null });
    await waitUntil('the webhook is done', () => shop.done.length > 0);

    expect(shop.done).toEqual(['webhook']);
    expect((await shop.queue.depth())[0]).toMatchObject({ kind: 'sync', due: 1, running: 1 });
  });

  it('are woken by an enqueue within milliseconds, each by its own kind', async () => {
    await using shop = openLanes();
    await waitUntil('they sleep', async () => (await shop.queue.nextDueAt(['sync'])) === undefined);
    const enqueuedAt = performance.now();

    await shop.queue.enqueue({ kind: 'webhook', payload: null });
    await waitUntil('the webhook is done', () => shop.done.length > 0);

    expect(performance.now() - enqueuedAt).toBeLessThan(1_000);
  });

  it('let a long job come to its own end when the worker is told to stop', async () => {
    await using shop = openLanes();
    await shop.queue.enqueue({ kind: 'sync', payload: null });
    await waitUntil('it runs', async () => (await shop.queue.depth())[0]?.running === 1);

    shop.stop.abort();
    await shop.ended;

    expect(shop.wrappedUp).toEqual(['sync']);
    expect(shop.done).toEqual(['sync']);
    expect(await shop.queue.depth()).toEqual([]);
  });
});

describe('a wake-up', () => {
  it('rouses every branch, or only those of a kind', () => {
    const root = createWakeUp();
    const [syncs, webhooks] = [root.branch(['sync']), root.branch(['webhook'])];
    const signals = () => [syncs.arm(), webhooks.arm()] as const;
    const roused = (both: readonly AbortSignal[]) => both.map(({ aborted }) => aborted);

    const byKind = signals();
    root.wake('webhook');
    const byAll = signals();
    root.wake();
    const alone = signals();
    syncs.wake();

    expect([byKind, byAll, alone].map(roused)).toEqual([
      [false, true],
      [true, true],
      [true, false],
    ]);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import type { Queue } from '#core/queue.ts';
import { createWakeUp } from '#runtime/queue/wake-up.ts';
import { openPostgresStore } from '#runtime/store/postgres/open-postgres-store.ts';
import { newMessage } from '../../../contract/inbox.ts';
import { ledgerRow } from '../../../contract/ledger.ts';
import { caught } from '../../../support/caught.ts';
import { findPostgres } from '../../../support/postgres.ts';
import { openTestStore } from '../../../support/postgres-store.ts';
import { waitUntil } from '../../../support/wait-until.ts';

const server = await findPostgres();

const request = { worker: 'one', leaseMs: 30_000, kinds: ['sync'] };
const clock = systemClock;

async function leaseSoon(queue: Queue) {
  for (;;) {
    const job = await queue.lease(request);
    if (job) return job;
    await clock.sleep(20);
  }
}

describe.skipIf(server === undefined)('a store on PostgreSQL', { timeout: 60_000 }, () => {
  it('is made once by six that open it at the same time, and each can work with it', async () => {
    await using database = await server!.createDatabase();
    const { url } = database;

    const stores = await Promise.all(
      Array.from({ length: 6 }, () => openPostgresStore({ url, clock })),
    );

    for (const [index, { ledger }] of stores.entries()) {
      await ledger.commit('target', { put: [ledgerRow(`doc ${index}`)] });
    }
    await Promise.all(stores.map(({ queue }) => queue.enqueue({ kind: 'sync', payload: 1 })));
    expect(await stores[0]?.ledger.count('target')).toBe(6);
    expect(await stores[5]?.queue.depth()).toMatchObject([{ kind: 'sync', due: 6 }]);
    for (const store of stores) await store.close();
  });

  it('keeps what it has when it is opened again', async () => {
    await using database = await server!.createDatabase();
    const first = await openPostgresStore({ url: database.url, clock });
    await first.queue.enqueue({ kind: 'sync', payload: 'still here' });
    await first.close();

    const second = await openPostgresStore({ url: database.url, clock });

    expect(await second.queue.lease(request)).toMatchObject({ payload: 'still here' });
    await second.close();
  });

  it('refuses a database of a newer version, and says so', async () => {
    await using database = await server!.createDatabase();
    await (await openPostgresStore({ url: database.url, clock })).close();
    await database.query('UPDATE twigkit.schema_version SET version = 999');

    const error = await caught(openPostgresStore({ url: database.url, clock }));

    expect(error).toMatchObject({ name: 'StopRunError', code: 'database_newer' });
  });

  it.each([
    ['a wrong password', { password: 'wrong-secret' }, 'FixCredentialsError', 'database_login'],
    ['no such database', { pathname: '/nowhere' }, 'FixInputError', 'database_missing'],
    ['nobody listening', { port: '9' }, 'RetryError', 'store_unavailable'],
  ])('says what to do about %s, and never tells the password', async (_, change, name, code) => {
    await using database = await server!.createDatabase();
    const url = Object.assign(new URL(database.url), change);

    const error = await caught(openPostgresStore({ url: url.href, clock }));

    expect(error).toMatchObject({ name, code, hint: expect.any(String) });
    expect(inspect(error, { depth: 9 })).not.toContain(url.password);
  });

  it('names no part of an address that it cannot read', async () => {
    const error = await caught(
      openPostgresStore({ url: 'postgres://user:top secret@:x/db', clock }),
    );

    expect(error).toMatchObject({ name: 'FixInputError', code: 'database_url_invalid' });
    expect(inspect(error, { depth: 9 })).not.toContain('secret');
  });

  it('rejects while the database is away, keeps nothing of it, and goes on when it is back', async () => {
    await using opened = await openTestStore(server!);
    const { store, database } = opened;
    await store.queue.enqueue({ kind: 'sync', payload: 'before' });
    await database.takeAway();

    const refused = await Promise.allSettled([
      store.queue.enqueue({ kind: 'sync', payload: 'lost' }),
      store.queue.lease(request),
      store.queue.nextDueAt(['sync']),
      store.inbox.accept(newMessage()),
      store.ledger.count('target'),
      store.notebook('a').get('key'),
    ]);
    await database.bringBack();

    for (const result of refused) {
      expect(result).toMatchObject({
        status: 'rejected',
        reason: { name: 'RetryError', code: 'store_unavailable' },
      });
    }
    await store.queue.enqueue({ kind: 'sync', payload: 'after' });
    const [first, second] = [await leaseSoon(store.queue), await leaseSoon(store.queue)];
    expect([first.payload, second.payload]).toEqual(['before', 'after']);
    expect(await store.queue.lease(request)).toBeUndefined();
    expect((await store.inbox.accept(newMessage())).outcome).toBe('new');
  });

  it('wakes a worker of another process for a job and for a delivery, also after its connection was lost', async () => {
    await using database = await server!.createDatabase();
    const wakeUp = createWakeUp();
    const { url } = database;
    const here = await openPostgresStore({ url, clock, onEnqueued: wakeUp.wake });
    const elsewhere = await openPostgresStore({ url, clock });
    const wokenBy = async (work: () => Promise<unknown>) => {
      const woken = wakeUp.arm();
      await work();
      await waitUntil('the worker is woken', () => woken.aborted, 5_000);
    };

    await wokenBy(() => elsewhere.queue.enqueue({ kind: 'sync', payload: 1 }));
    await wokenBy(() => elsewhere.inbox.accept(newMessage()));
    await wokenBy(() => database.cutConnections());
    await wokenBy(() => elsewhere.queue.enqueue({ kind: 'sync', payload: 2 }));

    await here.close();
    await elsewhere.close();
  });

  it('hands the job of a killed worker to another one within two leases', async () => {
    await using opened = await openTestStore(server!);
    const { queue } = opened.store;
    const leaseMs = 3_000;
    const program = join(import.meta.dirname, '../../../support/postgres-worker-process.ts');
    const killed = spawn(process.execPath, [program, opened.database.url, String(leaseMs)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const { id } = await queue.enqueue({ kind: 'sync', payload: null, maxAttempts: 1 });
    await once(killed.stdout, 'data');

    killed.kill('SIGKILL');
    const killedAt = clock.now();
    const job = await leaseSoon(queue);

    expect(job).toMatchObject({ id, attempts: 0 });
    expect(clock.now() - killedAt).toBeLessThan(2 * leaseMs);
  });

  it('never lets two of many workers have jobs of one key at once, whatever they do', async () => {
    await using opened = await openTestStore(server!);
    const queues = [opened.store.queue, opened.other.queue];
    const running = new Map<string, number>();
    let most = 0;
    let done = 0;
    const stopAt = clock.now() + 3_000;

    await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        const queue = queues[index % 2]!;
        while (clock.now() < stopAt) {
          const key = `source ${Math.floor(Math.random() * 3)}`;
          const mode = Math.random() < 0.5 ? 'replace' : 'preserve';
          await queue.enqueue({ kind: 'sync', payload: key, key: { value: key, mode } });
          const job = await queue.lease({ ...request, leaseMs: 10_000 });
          if (!job) continue;
          const name = String(job.payload);
          running.set(name, (running.get(name) ?? 0) + 1);
          most = Math.max(most, running.get(name) ?? 0);
          await clock.sleep(Math.random() * 5);
          running.set(name, (running.get(name) ?? 0) - 1);
          const dice = Math.random();
          if (dice < 0.3) await queue.fail(job, { reason: 'dice', retryAt: clock.now() });
          else if (dice < 0.5) await queue.heartbeat(job, 0);
          else await queue.complete(job);
          done += 1;
        }
      }),
    );

    expect(most).toBe(1);
    expect(done).toBeGreaterThan(20);
    for (const key of ['source 0', 'source 1', 'source 2']) {
      const jobs = await opened.store.queue.jobsOf(key);
      expect(
        jobs.filter(({ state, attempts }) => state === 'waiting' && attempts === 0).length,
      ).toBeLessThanOrEqual(2);
    }
  });
});

import { expect } from 'vitest';
import type { LeasedJob, NewJob, Queue } from '#core/queue.ts';
import { collect } from '../support/collect.ts';
import type { ManualClock } from '../support/manual-clock.ts';
import type { ContractCase } from './contract-case.ts';

export interface QueueSubject {
  readonly queue: Queue;
  /** A second worker's view of the same store. */
  readonly otherQueue: Queue;
  readonly clock: ManualClock;
}

const leaseMs = 30_000;
const request = { worker: 'one', leaseMs, kinds: ['sync', 'eval'] };

function job(name: string, more: Partial<NewJob> = {}): NewJob {
  return { kind: 'sync', payload: { name }, ...more };
}

async function leaseOne(queue: Queue): Promise<LeasedJob> {
  const leased = await queue.lease(request);
  if (leased === undefined) throw new Error('No job was due.');
  return leased;
}

const replaced = (value: string) => ({ key: { value, mode: 'replace' } }) as const;
const preserved = (value: string) => ({ key: { value, mode: 'preserve' } }) as const;

/** What `core/queue.ts` says an implementer owes. */
export const queueContract: readonly ContractCase<QueueSubject>[] = [
  {
    name: 'a handler that fails maxAttempts times leaves a dead job with its last reason',
    async run({ queue, clock }) {
      await queue.enqueue(job('a', { maxAttempts: 2 }));

      const first = await queue.fail(await leaseOne(queue), { reason: 'no answer' });
      await clock.advance(3_600_000);
      const again = await leaseOne(queue);
      const second = await queue.fail(again, { reason: 'still no answer' });

      expect([first, second]).toEqual(['waiting', 'dead']);
      expect(again.attempts).toBe(1);
      await clock.advance(3_600_000);
      expect(await queue.lease(request)).toBeUndefined();
      expect(await collect(queue.dead())).toEqual([
        {
          id: again.id,
          kind: 'sync',
          payload: { name: 'a' },
          attempts: 2,
          reason: 'still no answer',
        },
      ]);
    },
  },
  {
    name: 'a final failure is dead at once',
    async run({ queue }) {
      await queue.enqueue(job('a'));

      const left = await queue.fail(await leaseOne(queue), { reason: 'bad suite', final: true });

      expect(left).toBe('dead');
      expect(await queue.nextDueAt(request.kinds)).toBeUndefined();
    },
  },
  {
    name: 'a lease that ran out twenty times counts no attempt and the job still comes back',
    async run({ queue, clock }) {
      await queue.enqueue(job('a', { maxAttempts: 1 }));

      for (let round = 0; round < 20; round += 1) {
        await leaseOne(queue);
        await clock.advance(leaseMs + 1);
      }

      expect(await leaseOne(queue)).toMatchObject({ payload: { name: 'a' }, attempts: 0 });
      expect(await collect(queue.dead())).toEqual([]);
    },
  },
  {
    name: 'who lost a lease can neither prolong, complete nor fail the job of its new holder',
    async run({ queue, otherQueue, clock }) {
      await queue.enqueue(job('a', { maxAttempts: 1 }));
      const lost = await leaseOne(queue);
      await clock.advance(leaseMs + 1);
      const held = await leaseOne(otherQueue);

      const prolonged = await queue.heartbeat(lost, leaseMs);
      await queue.complete(lost);
      const left = await queue.fail(lost, { reason: 'too late', final: true });

      expect(prolonged).toBe(false);
      expect(left).toBe('waiting');
      expect(await otherQueue.heartbeat(held, leaseMs)).toBe(true);
      expect(await collect(queue.dead())).toEqual([]);
    },
  },
  {
    name: 'fifty callers at once never get the same job',
    async run({ queue, otherQueue }) {
      await Promise.all(
        Array.from({ length: 30 }, (_, index) => queue.enqueue(job(String(index)))),
      );

      const leased = await Promise.all(
        Array.from({ length: 50 }, (_, index) => [queue, otherQueue][index % 2]!.lease(request)),
      );

      const ids = leased.flatMap((one) => one?.id ?? []);
      expect(ids).toHaveLength(30);
      expect(new Set(ids).size).toBe(30);
    },
  },
  {
    name: 'a heartbeat keeps the job beyond its first lease',
    async run({ queue, otherQueue, clock }) {
      await queue.enqueue(job('a'));
      const held = await leaseOne(queue);

      await clock.advance(leaseMs - 1);
      const prolonged = await queue.heartbeat(held, leaseMs);
      await clock.advance(leaseMs - 1);

      expect(prolonged).toBe(true);
      expect(await otherQueue.lease(request)).toBeUndefined();
    },
  },
  {
    name: 'a job that was given up is there for the next at once, uncounted',
    async run({ queue, otherQueue }) {
      await queue.enqueue(job('a'));
      const held = await leaseOne(queue);

      const gaveUp = await queue.heartbeat(held, 0);

      expect(gaveUp).toBe(true);
      expect(await leaseOne(otherQueue)).toMatchObject({ id: held.id, attempts: 0 });
      expect(await queue.heartbeat(held, leaseMs)).toBe(false);
    },
  },
  {
    name: 'a completed job is gone',
    async run({ queue, clock }) {
      await queue.enqueue(job('a'));

      await queue.complete(await leaseOne(queue));

      await clock.advance(10 * leaseMs);
      expect(await queue.lease(request)).toBeUndefined();
      expect(await queue.nextDueAt(request.kinds)).toBeUndefined();
    },
  },
  {
    name: 'two jobs of one key never run at the same time',
    async run({ queue, otherQueue }) {
      await queue.enqueue(job('first', preserved('docs')));
      const first = await leaseOne(queue);
      const behind = await queue.enqueue(job('second', preserved('docs')));
      await queue.enqueue(job('elsewhere', preserved('handbook')));

      const meanwhile = [await otherQueue.lease(request), await otherQueue.lease(request)];
      await queue.complete(first);
      const afterwards = await otherQueue.lease(request);

      expect(behind.outcome).toBe('added');
      expect(meanwhile.map((one) => one?.payload)).toEqual([{ name: 'elsewhere' }, undefined]);
      expect(afterwards?.payload).toEqual({ name: 'second' });
    },
  },
  {
    name: 'a failed job of a key whose next job already waits goes back without colliding with it',
    async run({ queue, clock }) {
      await queue.enqueue(job('first', replaced('docs')));
      const first = await leaseOne(queue);
      await queue.enqueue(job('second', replaced('docs')));

      await queue.fail(first, { reason: 'no answer', retryAt: clock.now() });
      const next = await leaseOne(queue);
      const meanwhile = await queue.lease(request);
      await queue.complete(next);
      const last = await leaseOne(queue);

      expect(meanwhile).toBeUndefined();
      expect([next.payload, last.payload]).toEqual([{ name: 'first' }, { name: 'second' }]);
    },
  },
  {
    name: 'replace gives a waiting job the new payload and time, and forgets its failures',
    async run({ queue, clock }) {
      const { id } = await queue.enqueue(job('old', replaced('docs')));
      await queue.fail(await leaseOne(queue), { reason: 'no answer', retryAt: clock.now() });

      const enqueued = await queue.enqueue(
        job('new', { ...replaced('docs'), runAt: clock.now() + 30_000 }),
      );
      const tooEarly = await queue.lease(request);
      await clock.advance(30_000);

      expect(enqueued).toEqual({ id, outcome: 'replaced' });
      expect(tooEarly).toBeUndefined();
      expect(await leaseOne(queue)).toMatchObject({ id, payload: { name: 'new' }, attempts: 0 });
    },
  },
  {
    name: 'preserve keeps the waiting job as it is',
    async run({ queue, clock }) {
      const { id } = await queue.enqueue(job('old', preserved('docs')));

      const enqueued = await queue.enqueue(
        job('new', { ...preserved('docs'), runAt: clock.now() + 30_000 }),
      );

      expect(enqueued).toEqual({ id, outcome: 'kept' });
      expect(await leaseOne(queue)).toMatchObject({ id, payload: { name: 'old' } });
    },
  },
  {
    name: 'a job whose lease ran out and that was replaced meanwhile is not ended by its old holder',
    async run({ queue, clock }) {
      await queue.enqueue(job('old', replaced('docs')));
      const old = await leaseOne(queue);
      await clock.advance(leaseMs + 1);
      await queue.lease({ ...request, kinds: ['other'] });
      await queue.enqueue(job('new', replaced('docs')));

      await queue.complete(old);

      const left = [await queue.lease(request), await queue.lease(request)];
      expect(left.map((one) => one?.payload)).toContainEqual({ name: 'new' });
    },
  },
  {
    name: 'jobs come by priority, then by age, and only when they are due',
    async run({ queue, clock }) {
      await queue.enqueue(job('later', { runAt: clock.now() + 1 }));
      await queue.enqueue(job('older'));
      await queue.enqueue(job('younger'));
      await queue.enqueue(job('urgent', { priority: 5 }));

      const order: unknown[] = [];
      for (let one = await queue.lease(request); one; one = await queue.lease(request)) {
        order.push(one.payload);
      }

      expect(order).toEqual([{ name: 'urgent' }, { name: 'older' }, { name: 'younger' }]);
    },
  },
  {
    name: 'only jobs of the asked kinds are given, and only they are waited for',
    async run({ queue }) {
      await queue.enqueue(job('a', { kind: 'unknown' }));

      expect(await queue.lease(request)).toBeUndefined();
      expect(await queue.nextDueAt(request.kinds)).toBeUndefined();
      expect(await queue.nextDueAt(['unknown'])).toBeDefined();
    },
  },
  {
    name: 'the next due time is the earliest run, or the end of the lease that blocks a key',
    async run({ queue, clock }) {
      const start = clock.now();
      const empty = await queue.nextDueAt(request.kinds);
      await queue.enqueue(job('late', { runAt: start + 90_000 }));
      const delayed = await queue.nextDueAt(request.kinds);
      await queue.enqueue(job('first', preserved('docs')));
      const ready = await queue.nextDueAt(request.kinds);
      await leaseOne(queue);
      await queue.enqueue(job('second', preserved('docs')));
      const blocked = await queue.nextDueAt(request.kinds);

      expect([empty, delayed, ready, blocked]).toEqual([
        undefined,
        start + 90_000,
        start,
        start + leaseMs,
      ]);
    },
  },
  {
    name: 'a payload comes back as it was, in every script',
    async run({ queue }) {
      const payload = { text: 'naïve 日本語 🌱 "quoted"\n', list: [1, null, { deep: true }] };
      await queue.enqueue({ kind: 'eval', payload });

      expect((await leaseOne(queue)).payload).toEqual(payload);
    },
  },
];

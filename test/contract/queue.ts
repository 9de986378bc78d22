import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
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

      assert.deepEqual([first, second], ['waiting', 'dead']);
      assert.equal(again.attempts, 1);
      const diedAt = clock.now();
      await clock.advance(3_600_000);
      assert.equal(await queue.lease(request), undefined);
      assert.deepEqual(await collect(queue.dead()), [
        {
          id: again.id,
          kind: 'sync',
          key: undefined,
          payload: { name: 'a' },
          attempts: 2,
          reason: 'still no answer',
          diedAt,
        },
      ]);
    },
  },
  {
    name: 'a final failure is dead at once',
    async run({ queue }) {
      await queue.enqueue(job('a'));

      const left = await queue.fail(await leaseOne(queue), { reason: 'bad suite', final: true });

      assert.equal(left, 'dead');
      assert.equal(await queue.nextDueAt(request.kinds), undefined);
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

      assert.partialDeepStrictEqual(await leaseOne(queue), { payload: { name: 'a' }, attempts: 0 });
      assert.deepEqual(await collect(queue.dead()), []);
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

      assert.equal(prolonged, false);
      assert.equal(left, 'waiting');
      assert.equal(await otherQueue.heartbeat(held, leaseMs), true);
      assert.deepEqual(await collect(queue.dead()), []);
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
      assert.equal(ids.length, 30);
      assert.equal(new Set(ids).size, 30);
    },
  },
  {
    name: 'a leased job tells when it was due',
    async run({ queue, clock }) {
      const runAt = clock.now() + 5_000;
      await queue.enqueue(job('a', { runAt }));
      await clock.advance(60_000);

      assert.equal((await leaseOne(queue)).runAt, runAt);
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

      assert.equal(prolonged, true);
      assert.equal(await otherQueue.lease(request), undefined);
    },
  },
  {
    name: 'a job that was given up is there for the next at once, uncounted',
    async run({ queue, otherQueue }) {
      await queue.enqueue(job('a'));
      const held = await leaseOne(queue);

      const gaveUp = await queue.heartbeat(held, 0);

      assert.equal(gaveUp, true);
      assert.partialDeepStrictEqual(await leaseOne(otherQueue), { id: held.id, attempts: 0 });
      assert.equal(await queue.heartbeat(held, leaseMs), false);
    },
  },
  {
    name: 'a completed job is gone',
    async run({ queue, clock }) {
      await queue.enqueue(job('a'));

      await queue.complete(await leaseOne(queue));

      await clock.advance(10 * leaseMs);
      assert.equal(await queue.lease(request), undefined);
      assert.equal(await queue.nextDueAt(request.kinds), undefined);
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

      assert.equal(behind.outcome, 'added');
      assert.deepEqual(
        meanwhile.map((one) => one?.payload),
        [{ name: 'elsewhere' }, undefined],
      );
      assert.deepEqual(afterwards?.payload, { name: 'second' });
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

      assert.equal(meanwhile, undefined);
      assert.deepEqual([next.payload, last.payload], [{ name: 'first' }, { name: 'second' }]);
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

      assert.deepEqual(enqueued, { id, outcome: 'replaced' });
      assert.equal(tooEarly, undefined);
      assert.partialDeepStrictEqual(await leaseOne(queue), {
        id,
        payload: { name: 'new' },
        attempts: 0,
      });
    },
  },
  {
    name: 'preserve keeps the waiting job as it is',
    async run({ queue, clock }) {
      const { id } = await queue.enqueue(job('old', preserved('docs')));

      const enqueued = await queue.enqueue(
        job('new', { ...preserved('docs'), runAt: clock.now() + 30_000 }),
      );

      assert.deepEqual(enqueued, { id, outcome: 'kept' });
      assert.partialDeepStrictEqual(await leaseOne(queue), { id, payload: { name: 'old' } });
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
      assert.ok(
        left.map((one) => one?.payload).some((one) => isDeepStrictEqual(one, { name: 'new' })),
      );
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

      assert.deepEqual(order, [{ name: 'urgent' }, { name: 'older' }, { name: 'younger' }]);
    },
  },
  {
    name: 'only jobs of the asked kinds are given, and only they are waited for',
    async run({ queue }) {
      await queue.enqueue(job('a', { kind: 'unknown' }));

      assert.equal(await queue.lease(request), undefined);
      assert.equal(await queue.nextDueAt(request.kinds), undefined);
      assert.notEqual(await queue.nextDueAt(['unknown']), undefined);
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

      assert.deepEqual(
        [empty, delayed, ready, blocked],
        [undefined, start + 90_000, start, start + leaseMs],
      );
    },
  },
  {
    name: 'a job is dead when its next try would come later than its greatest age',
    async run({ queue, clock }) {
      const start = clock.now();
      await queue.enqueue(job('a', { maxAgeMs: 60_000 }));

      const first = await queue.fail(await leaseOne(queue), {
        reason: 'no',
        retryAt: start + 60_000,
      });
      await clock.advance(60_000);
      const second = await queue.fail(await leaseOne(queue), {
        reason: 'no again',
        retryAt: start + 60_001,
      });

      assert.deepEqual([first, second], ['waiting', 'dead']);
    },
  },
  {
    name: 'a job older than its greatest age is still tried once, and its age counts from when it was due',
    async run({ queue, clock }) {
      const runAt = clock.now() + 60_000;
      await queue.enqueue(job('a', { maxAgeMs: 1_000, runAt }));
      await clock.advance(60_000);
      const inTime = await queue.fail(await leaseOne(queue), {
        reason: 'no',
        retryAt: runAt + 1_000,
      });
      await clock.advance(3_600_000);

      const late = await leaseOne(queue);

      assert.equal(inTime, 'waiting');
      assert.equal(await queue.fail(late, { reason: 'no', retryAt: clock.now() }), 'dead');
    },
  },
  {
    name: 'a job that replaces another begins its age anew',
    async run({ queue, clock }) {
      await queue.enqueue(job('old', { ...replaced('docs'), maxAgeMs: 1_000 }));
      await clock.advance(5_000);
      await queue.enqueue(job('new', { ...replaced('docs'), maxAgeMs: 1_000 }));

      const left = await queue.fail(await leaseOne(queue), { reason: 'no', retryAt: clock.now() });

      assert.equal(left, 'waiting');
    },
  },
  {
    name: 'a revived job is due at once, with no failures and a new age',
    async run({ queue, clock }) {
      const { id } = await queue.enqueue(job('a', { maxAttempts: 1, maxAgeMs: 1_000 }));
      await queue.fail(await leaseOne(queue), { reason: 'no' });
      await clock.advance(5_000);

      const revived = await queue.revive(id);

      const held = await leaseOne(queue);
      assert.equal(revived, true);
      assert.partialDeepStrictEqual(held, { id, payload: { name: 'a' }, attempts: 0 });
      assert.deepEqual(await collect(queue.dead()), []);
      assert.equal(await queue.revive(id), false);
    },
  },
  {
    name: 'only a dead job can be discarded, and then it is gone',
    async run({ queue }) {
      const alive = await queue.enqueue(job('alive', { runAt: Number.MAX_SAFE_INTEGER }));
      const { id } = await queue.enqueue(job('a', { maxAttempts: 1 }));
      await queue.fail(await leaseOne(queue), { reason: 'no' });

      const answers = [await queue.discard(id), await queue.discard(id)];

      assert.deepEqual(answers, [true, false]);
      assert.equal(await queue.discard(alive.id), false);
      assert.equal(await queue.discard('job_unknown'), false);
      assert.deepEqual(await collect(queue.dead()), []);
    },
  },
  {
    name: 'a dead job of a key neither coalesces with a new one nor holds it up',
    async run({ queue }) {
      await queue.enqueue(job('dead', { ...preserved('docs'), maxAttempts: 1 }));
      await queue.fail(await leaseOne(queue), { reason: 'no' });

      const { outcome } = await queue.enqueue(job('new', preserved('docs')));

      assert.equal(outcome, 'added');
      assert.partialDeepStrictEqual(await leaseOne(queue), { payload: { name: 'new' } });
      assert.partialDeepStrictEqual(await collect(queue.dead()), [{ key: 'docs' }]);
    },
  },
  {
    name: 'the jobs of a key are told with their states, and no others',
    async run({ queue, clock }) {
      const start = clock.now();
      await queue.enqueue(job('dead', { ...preserved('docs'), maxAttempts: 1 }));
      await queue.fail(await leaseOne(queue), { reason: 'bad' });
      await queue.enqueue(job('running', preserved('docs')));
      await leaseOne(queue);
      await queue.enqueue(job('waiting', { ...preserved('docs'), runAt: start + 60_000 }));
      await queue.enqueue(job('elsewhere', preserved('handbook')));

      const jobs = await queue.jobsOf('docs');

      const told = jobs.map(({ id: _, ...rest }) => rest);
      const common = { kind: 'sync', runAt: start };
      assert.partialDeepStrictEqual(told, [
        { ...common, payload: { name: 'running' }, state: 'running', attempts: 0 },
        { ...common, payload: { name: 'waiting' }, state: 'waiting', runAt: start + 60_000 },
        { payload: { name: 'dead' }, state: 'dead', attempts: 1, reason: 'bad' },
      ]);
      assert.equal(told.length, 3);
      assert.deepEqual(await queue.jobsOf('unknown'), []);
    },
  },
  {
    name: 'a job whose lease ran out is told as waiting',
    async run({ queue, clock }) {
      await queue.enqueue(job('a', preserved('docs')));
      await leaseOne(queue);
      await clock.advance(leaseMs + 1);

      assert.partialDeepStrictEqual(await queue.jobsOf('docs'), [{ state: 'waiting' }]);
    },
  },
  {
    name: 'the depth counts each kind by state and tells what has been due longest',
    async run({ queue, clock }) {
      const start = clock.now();
      await queue.enqueue(job('due'));
      await queue.enqueue(job('running', { priority: 1 }));
      await leaseOne(queue);
      await queue.enqueue(job('late', { runAt: start + 1_000 }));
      await queue.enqueue(job('later', { runAt: start + 60_000 }));
      await queue.enqueue(job('bad', { kind: 'eval', maxAttempts: 1 }));
      await queue.fail((await queue.lease({ ...request, kinds: ['eval'] }))!, { reason: 'no' });
      await clock.advance(1_000);

      const depth = await queue.depth();

      assert.deepEqual(depth, [
        { kind: 'eval', delayed: 0, due: 0, running: 0, dead: 1, oldestDueAt: undefined },
        { kind: 'sync', delayed: 1, due: 2, running: 1, dead: 0, oldestDueAt: start },
      ]);
    },
  },
  {
    name: 'a payload comes back as it was, in every script',
    async run({ queue }) {
      const payload = { text: 'naïve 日本語 🌱 "quoted"\n', list: [1, null, { deep: true }] };
      await queue.enqueue({ kind: 'eval', payload });

      assert.deepEqual((await leaseOne(queue)).payload, payload);
    },
  },
];

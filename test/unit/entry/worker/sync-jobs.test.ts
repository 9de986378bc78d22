import { describe, expect, it } from 'vitest';
import { FixInputError, RetryError, StopRunError } from '#core/errors.ts';
import { syncKey } from '#entry/worker/sync-task.ts';
import { collect } from '../../../support/collect.ts';
import { openWorkerBench, quietReport, type ScriptedRun } from '../../../support/worker-bench.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

async function waitingAt(bench: Awaited<ReturnType<typeof openWorkerBench>>, source: string) {
  const jobs = await bench.store.queue.jobsOf(syncKey(source));
  return jobs.filter(({ state }) => state === 'waiting').map(({ runAt }) => runAt);
}

describe('the schedule', () => {
  it('syncs a new source at once, and again a step after it was due', async () => {
    const bench = await openWorkerBench({ sources: { Handbook: {} } });
    const start = bench.clock.now();

    await bench.plan();
    const first = await bench.step();
    const second = await bench.step();

    expect([first, second]).toEqual(['Handbook', undefined]);
    expect(await waitingAt(bench, 'Handbook')).toEqual([start + dayMs]);
  });

  it('is planned once by however many workers and starts', async () => {
    const bench = await openWorkerBench({ sources: { Handbook: {}, Wiki: {} } });

    await Promise.all([bench.plan(), bench.plan()]);
    await bench.plan();

    expect(await waitingAt(bench, 'Handbook')).toHaveLength(1);
    expect((await bench.store.queue.depth())[0]).toMatchObject({ kind: 'sync', due: 2 });
  });

  it('leaves a manual source alone', async () => {
    const bench = await openWorkerBench({ sources: { Handbook: { syncFrequency: 'manual' } } });

    await bench.plan();

    expect(await bench.step()).toBeUndefined();
  });

  it('catches up once on what was missed while no worker was there', async () => {
    const bench = await openWorkerBench({ sources: { Handbook: { syncFrequency: 'hourly' } } });
    const start = bench.clock.now();
    await bench.plan();
    await bench.step();

    await bench.clock.advance(7.5 * hourMs);
    await bench.plan();
    const runs = [await bench.step(), await bench.step()];

    expect(runs).toEqual(['Handbook', undefined]);
    expect(await waitingAt(bench, 'Handbook')).toEqual([start + 8 * hourMs]);
  });

  it('counts from the last sync, whoever did it, when the queue knows of none', async () => {
    const bench = await openWorkerBench({ sources: { Handbook: {} } });
    const startedAt = bench.clock.now();
    await bench.store.syncHistory.record({
      ...{ id: 'by-hand', source: 'Handbook', outcome: 'good', startedAt, endedAt: startedAt },
      ...{ report: quietReport, problem: undefined },
    });
    await bench.clock.advance(hourMs);

    await bench.plan();

    expect(await bench.step()).toBeUndefined();
    expect(await waitingAt(bench, 'Handbook')).toEqual([startedAt + dayMs]);
  });

  it('is planned anew when the configuration says another frequency', async () => {
    const bench = await openWorkerBench({ sources: { Handbook: {} } });
    const start = bench.clock.now();
    await bench.plan();
    await bench.step();
    Object.assign(bench.sources[0]?.config ?? {}, { syncFrequency: 'hourly' });

    await bench.plan();

    expect(await waitingAt(bench, 'Handbook')).toEqual([start + hourMs]);
  });

  it('drops the sync of a source that is not configured any more', async () => {
    const bench = await openWorkerBench({ sources: { Handbook: {} } });
    await bench.plan();
    Object.assign(bench.sources[0]?.config ?? {}, { syncFrequency: 'manual' });

    await bench.step();

    expect(bench.activities.map(({ event }) => event)).toEqual(['source:unknown']);
    expect(await bench.store.queue.jobsOf(syncKey('Handbook'))).toEqual([]);
  });

  it('outlives a worker that dies in the middle of a sync, which is then done again', async () => {
    const bench = await openWorkerBench({
      sources: { Handbook: { syncFrequency: 'hourly' } },
      run: () => Promise.reject(new Error('killed')),
      leaseMs: 30_000,
    });
    const start = bench.clock.now();
    await bench.plan();
    const lost = new AbortController();
    lost.abort(new Error('The lease was lost.'));
    const { queue } = bench.store;
    const fail = queue.fail;
    queue.fail = async () => 'waiting';
    await bench.step({ signal: lost.signal });
    queue.fail = fail;

    const planned = await waitingAt(bench, 'Handbook');
    await bench.clock.advance(30_001);

    expect(planned).toEqual([start + hourMs]);
    expect(await bench.step()).toBe('Handbook');
  });
});

describe('a sync that fails', () => {
  const failing = (error: Error) =>
    openWorkerBench({ sources: { Handbook: {} }, run: () => Promise.reject(error) });

  it('is noted, tried again after minutes, and keeps the schedule', async () => {
    const bench = await failing(new StopRunError('The server is down.', { code: 'no_answer' }));
    const start = bench.clock.now();
    await bench.plan();

    await bench.step();
    const soon = await bench.step();
    await bench.clock.advance(minuteMs / 2);
    await bench.step();

    expect(soon).toBeUndefined();
    expect(await waitingAt(bench, 'Handbook')).toEqual([
      start + minuteMs / 2 + minuteMs,
      start + dayMs,
    ]);
    expect(await bench.store.syncHistory.list('Handbook')).toMatchObject([
      { outcome: 'failed', problem: { code: 'no_answer', message: 'The server is down.' } },
      { outcome: 'failed' },
    ]);
  });

  it('waits as long as it was asked to', async () => {
    const bench = await failing(
      new RetryError('Busy.', { code: 'rate_limited', retryAfterMs: 2 * hourMs }),
    );
    const start = bench.clock.now();
    await bench.plan();

    await bench.step();

    expect((await waitingAt(bench, 'Handbook'))[0]).toBe(start + 2 * hourMs);
  });

  it('is not tried again when the configuration is wrong, until its next run', async () => {
    const bench = await failing(new FixInputError('No such folder.', { code: 'folder' }));
    const start = bench.clock.now();
    await bench.plan();

    await bench.step();

    expect(await waitingAt(bench, 'Handbook')).toEqual([start + dayMs]);
    expect(await collect(bench.store.queue.dead())).toMatchObject([{ key: 'sync Handbook' }]);
  });

  it('leaves no dead job behind once the source is synced well', async () => {
    let error: Error | undefined = new FixInputError('No such folder.', { code: 'folder' });
    const bench = await openWorkerBench({
      sources: { Handbook: {} },
      run: async () => {
        if (error) throw error;
        return quietReport;
      },
    });
    await bench.plan();
    await bench.step();
    error = undefined;

    await bench.clock.advance(dayMs);
    await bench.step();

    expect(await collect(bench.store.queue.dead())).toEqual([]);
  });

  it('never overlaps its next run with its own retries', async () => {
    const bench = await openWorkerBench({
      sources: { Handbook: { syncFrequency: 'hourly' } },
      run: () =>
        Promise.reject(new RetryError('Busy.', { code: 'busy', retryAfterMs: 2 * hourMs })),
    });
    const start = bench.clock.now();
    await bench.plan();

    await bench.step();

    expect(await waitingAt(bench, 'Handbook')).toEqual([start + hourMs]);
    expect(await collect(bench.store.queue.dead())).toHaveLength(1);
  });
});

describe('a sync that could read nothing', () => {
  it('has failed although it came to its end, and is tried again', async () => {
    const bench = await openWorkerBench({
      sources: { Handbook: {} },
      run: async ({ emit }) => {
        const failure = { code: 'no_answer', message: 'No answer.', hint: undefined };
        emit({ event: 'scope:failed', scope: 'main', ...failure });
        return { ...quietReport, documents: 0, failed: 1, complete: false };
      },
    });
    const start = bench.clock.now();
    await bench.plan();

    await bench.step();

    expect(await bench.store.syncHistory.list('Handbook')).toMatchObject([
      { outcome: 'failed', problem: { code: 'no_answer' } },
    ]);
    expect(await waitingAt(bench, 'Handbook')).toEqual([start + minuteMs / 2, start + dayMs]);
  });
});

describe('a sync that is partial', () => {
  it('is neither good nor failed, says why, and waits for its next run', async () => {
    const bench = await openWorkerBench({
      sources: { Handbook: {} },
      run: async ({ emit }) => {
        const failure = { code: 'not_utf8', message: 'It is not UTF-8.', hint: 'Save it so.' };
        emit({ event: 'document:failed', documentId: 'a.md', ...failure });
        return { ...quietReport, failed: 1, complete: false };
      },
    });
    const start = bench.clock.now();
    await bench.plan();

    await bench.step();

    expect(await bench.store.syncHistory.list('Handbook')).toMatchObject([
      {
        outcome: 'partial',
        report: { failed: 1 },
        problem: { code: 'not_utf8', message: 'a.md: It is not UTF-8.', hint: 'Save it so.' },
      },
    ]);
    expect(await waitingAt(bench, 'Handbook')).toEqual([start + dayMs]);
  });
});

describe('a huge source', () => {
  const patience: number[] = [];

  /** Needs `slices` slices; each ends when it is told to give way. */
  function huge(
    slices: number,
    clock: () => { advance(ms: number): Promise<void>; now(): number },
  ) {
    let left = slices;
    return async ({ source, emit, wrapUp }: ScriptedRun) => {
      if (source !== 'Huge') return quietReport;
      left -= 1;
      const startedAt = clock().now();
      for (let round = 0; round < 60 && !wrapUp.aborted && left > 0; round += 1) {
        await clock().advance(minuteMs);
      }
      patience.push(clock().now() - startedAt);
      if (left === 0) return { ...quietReport, added: 1 };
      emit({ event: 'scope:cut', scope: 'main' });
      return { ...quietReport, added: 1, complete: false };
    };
  }

  it('gives way to small ones after its slice, goes on, and is good when all is read', async () => {
    const bench = await openWorkerBench({
      sources: { Huge: {}, Small: {}, Other: {} },
      run: huge(3, () => bench.clock),
      sliceMs: 5 * minuteMs,
    });
    const start = bench.clock.now();
    await bench.plan();

    const order: unknown[] = [];
    for (let name = await bench.step(); name; name = await bench.step()) order.push(name);

    expect(order).toEqual(['Huge', 'Small', 'Other', 'Huge', 'Huge']);
    expect(patience[0]).toBeLessThanOrEqual(8 * minuteMs);
    expect(await bench.store.syncHistory.list('Huge')).toMatchObject([
      { outcome: 'good', startedAt: start },
      { outcome: 'cut', startedAt: start },
      { outcome: 'cut', startedAt: start },
    ]);
    expect(await waitingAt(bench, 'Huge')).toEqual([start + dayMs]);
  });

  it('is not interrupted when nobody waits', async () => {
    patience.length = 0;
    const bench = await openWorkerBench({
      sources: { Huge: {} },
      run: huge(2, () => bench.clock),
      sliceMs: 5 * minuteMs,
    });
    await bench.plan();

    await bench.step();

    expect(patience).toEqual([60 * minuteMs]);
  });

  it('gets a longer slice when one was too short to change anything', async () => {
    const bench = await openWorkerBench({
      sources: { Huge: {} },
      run: async ({ emit }) => {
        emit({ event: 'scope:cut', scope: 'main' });
        return { ...quietReport, complete: false };
      },
    });
    await bench.plan();

    const seen: unknown[] = [];
    for (let round = 0; round < 3; round += 1) {
      await bench.step();
      const [next] = await bench.store.queue.jobsOf(syncKey('Huge'));
      seen.push((next?.payload as { readonly patience: number }).patience);
    }

    expect(seen).toEqual([2, 4, 8]);
  });
});

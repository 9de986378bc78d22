import { describe, expect, it } from 'vitest';
import { createScopePace, type Wait } from '#twig/sdk/scope-pace.ts';
import { caught } from '../../../support/caught.ts';
import { manualClock } from '../../../support/manual-clock.ts';

const writes = { perMinute: 10, burst: 15 };

function paceOfWrites(options: Parameters<typeof manualClock>[0] = { skips: true }) {
  const clock = manualClock(options);
  const waits: Wait[] = [];
  const pace = createScopePace('write', writes, { clock, onWait: (wait) => waits.push(wait) });
  const startedAt = clock.now();
  return { clock, waits, pace, elapsed: () => clock.now() - startedAt };
}

describe('the pace of a scope', () => {
  it('lets a burst of 15 through at once and then one write every six seconds', async () => {
    const { pace, waits, elapsed } = paceOfWrites();
    const sentAt: number[] = [];

    for (let write = 0; write < 20; write += 1) {
      await pace.take(undefined);
      sentAt.push(elapsed());
      pace.settle(undefined);
    }

    expect(sentAt.slice(0, 15)).toEqual(Array(15).fill(0));
    expect(sentAt.slice(15)).toEqual([6000, 12_000, 18_000, 24_000, 30_000]);
    expect(waits[0]).toEqual({ scope: 'write', ms: 6000, why: 'pace', perMinute: 10 });
  });

  it('never lets more than burst plus ten a minute through, whatever the rhythm', async () => {
    const { pace, clock, elapsed } = paceOfWrites();
    const sentAt: number[] = [];

    for (let write = 0; write < 100; write += 1) {
      await pace.take(undefined);
      sentAt.push(elapsed());
      pace.settle(undefined);
      await clock.sleep((write * 7919) % 9000);
    }

    for (const start of sentAt) {
      const within = sentAt.filter((at) => at >= start && at < start + 60_000);
      expect(within.length).toBeLessThanOrEqual(25);
    }
  });

  it('serves callers in the order in which they came', async () => {
    const { pace, clock } = paceOfWrites({});
    for (let write = 0; write < 15; write += 1) await pace.take(undefined);
    const served: number[] = [];

    const callers = [1, 2, 3].map((caller) =>
      pace.take(undefined).then(() => {
        served.push(caller);
      }),
    );
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(12_000);
    expect(served).toEqual([1, 2]);
    await clock.advance(6000);
    await Promise.all(callers);

    expect(served).toEqual([1, 2, 3]);
  });

  it('lets the next caller through when one before it gives up', async () => {
    const { pace, clock } = paceOfWrites({});
    for (let write = 0; write < 15; write += 1) await pace.take(undefined);
    const giveUp = new AbortController();
    const first = caught(pace.take(giveUp.signal));
    const second = caught(pace.take(giveUp.signal));
    const third = pace.take(undefined);
    await new Promise((resolve) => setImmediate(resolve));

    giveUp.abort(new Error('no longer needed'));

    await expect(first).resolves.toHaveProperty('message', 'no longer needed');
    await expect(second).resolves.toHaveProperty('message', 'no longer needed');
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(6000);
    await third;
  });

  it('believes the server when another client has used up the budget', async () => {
    const { pace, waits } = paceOfWrites();

    await pace.take(undefined);
    pace.settle({ perMinute: 10, remaining: 0 });
    await pace.take(undefined);

    expect(waits.map(({ ms }) => ms)).toEqual([6000]);
  });

  it('takes over a limit that the server has raised', async () => {
    const { pace, waits } = paceOfWrites();

    await pace.take(undefined);
    pace.settle({ perMinute: 600, remaining: 0 });
    await pace.take(undefined);

    expect(pace.perMinute).toBe(600);
    expect(waits.map(({ ms, perMinute }) => [ms, perMinute])).toEqual([[100, 600]]);
  });

  it('does not count requests under way as free again', async () => {
    const { pace, waits } = paceOfWrites();
    for (let write = 0; write < 15; write += 1) await pace.take(undefined);

    // The server answers the first while it has not seen the other fourteen.
    pace.settle({ perMinute: 10, remaining: 14 });
    await pace.take(undefined);

    expect(waits.map(({ ms }) => ms)).toEqual([6000]);
  });

  it('holds every caller after the server has refused one', async () => {
    const { pace, elapsed } = paceOfWrites();

    pace.pause(20_000);
    await pace.take(undefined);

    expect(elapsed()).toBe(20_000);
  });

  it('holds nobody for a day: what takes that long is told, not waited for', async () => {
    const { pace, elapsed } = paceOfWrites();

    pace.pause(24 * 3_600_000);
    await pace.take(undefined);

    expect(elapsed()).toBe(120_000);
  });
});

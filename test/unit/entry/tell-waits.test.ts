import { expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { tellWaits } from '#entry/tell-waits.ts';
import { manualClock } from '../../support/manual-clock.ts';

function watched() {
  const clock = manualClock({ skips: true });
  const told: number[] = [];
  return { clock, told, watched: tellWaits(clock, (ms) => told.push(ms)) };
}

it('tells of a long sleep as it begins, and sleeps as long', async () => {
  const { clock, told, watched: own } = watched();
  const startedAt = own.now();

  await own.sleep(90_000);

  expect(told).toEqual([90_000]);
  expect(clock.now() - startedAt).toBe(90_000);
});

it('keeps still about sleeps that nobody notices', async () => {
  const { clock, told, watched: own } = watched();

  await own.sleep(4_999);

  expect(told).toEqual([]);
  expect(clock.sleeps).toEqual([4_999]);
});

it('tells of a pause that recurs once in a minute', async () => {
  const { told, watched: own } = watched();

  for (let page = 0; page < 30; page++) await own.sleep(10_000);

  expect(told).toEqual([10_000, 10_000, 10_000, 10_000, 10_000]);
});

it('tells of several sleeps at the same time once, and of one that lasts longer', () => {
  const clock = manualClock();
  const told: number[] = [];
  const own = tellWaits(clock, (ms) => told.push(ms));

  for (const ms of [60_000, 60_000, 61_000, 300_000]) void own.sleep(ms);

  expect(told).toEqual([60_000, 300_000]);
});

it('ends a sleep with the signal', async () => {
  const stop = new AbortController();
  const own = tellWaits(systemClock, () => undefined);

  const sleeping = own.sleep(60_000, stop.signal);
  stop.abort('stop');

  await expect(sleeping).rejects.toBe('stop');
});

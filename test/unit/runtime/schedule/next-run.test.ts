import { describe, expect, it } from 'vitest';
import { nextRun } from '#runtime/schedule/next-run.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const last = Date.UTC(2026, 0, 15, 6);

function isoOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

describe('a named frequency', () => {
  it.each([
    ['hourly', hourMs],
    ['daily', dayMs],
    ['weekly', 7 * dayMs],
  ] as const)('%s is due one step after the last run', (frequency, stepMs) => {
    expect(nextRun(frequency, { last })).toBe(last + stepMs);
  });

  it('manual is never due', () => {
    expect(nextRun('manual', { last })).toBeUndefined();
  });

  it('keeps its hour however late its runs are', () => {
    const threeDaysLate = last + 3 * dayMs + 2 * hourMs;

    expect(nextRun('daily', { last, after: threeDaysLate })).toBe(last + 4 * dayMs);
    expect(nextRun('daily', { last, after: last + dayMs })).toBe(last + 2 * dayMs);
  });
});

describe('a cron line', () => {
  const inBerlin = (cron: string) => ({ cron, timeZone: 'Europe/Berlin' });

  it('is due at its local time, in summer and in winter', () => {
    const frequency = inBerlin('0 6 * * 1-5');

    expect(isoOf(nextRun(frequency, { last: Date.UTC(2026, 2, 27, 12) }))).toBe(
      '2026-03-30T04:00:00.000Z',
    );
    expect(isoOf(nextRun(frequency, { last: Date.UTC(2026, 9, 23, 12) }))).toBe(
      '2026-10-26T05:00:00.000Z',
    );
  });

  it('runs once on the night whose hour is skipped', () => {
    const frequency = inBerlin('30 2 * * *');

    const first = nextRun(frequency, { last: Date.UTC(2026, 2, 28, 12) });
    const second = nextRun(frequency, { last: first ?? 0 });

    expect(isoOf(first)?.slice(0, 10)).toBe('2026-03-29');
    expect(isoOf(second)).toBe('2026-03-30T00:30:00.000Z');
  });

  it('runs once on the night whose hour comes twice', () => {
    const frequency = inBerlin('30 2 * * *');

    const first = nextRun(frequency, { last: Date.UTC(2026, 9, 24, 12) });
    const second = nextRun(frequency, { last: first ?? 0 });

    expect(isoOf(first)?.slice(0, 10)).toBe('2026-10-25');
    expect(isoOf(second)?.slice(0, 10)).toBe('2026-10-26');
  });

  it('that never comes is never due', () => {
    expect(nextRun({ cron: '0 0 30 2 *', timeZone: 'UTC' }, { last })).toBeUndefined();
  });

  it('skips what was missed', () => {
    const frequency = { cron: '0 * * * *', timeZone: 'UTC' };

    expect(nextRun(frequency, { last, after: last + 5 * hourMs + 1 })).toBe(last + 6 * hourMs);
  });
});

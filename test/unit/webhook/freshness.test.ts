import { describe, expect, it } from 'vitest';
import { judgeFreshness } from '#webhook/freshness.ts';

const now = Date.UTC(2026, 0, 15, 12);

describe('judgeFreshness', () => {
  it.each([
    ['2026-01-15T12:05:01Z', 'ahead'],
    ['2026-01-15T12:05:00Z', 'fresh'],
    ['2026-01-15T11:55:00.000Z', 'fresh'],
    ['2026-01-15T11:54:59Z', 'late'],
    ['2026-01-12T12:00:00Z', 'late'],
    ['2026-01-12T11:59:59Z', 'stale'],
    ['2026-01-15T14:00:00+02:00', 'fresh'],
    ['2026-01-15T12:00:00', 'fresh'],
    ['2026-13-45T12:00:00Z', 'undated'],
    ['Thu, 15 Jan 2026 12:00:00 GMT', 'undated'],
    ['2026', 'undated'],
    [undefined, 'undated'],
  ])('finds %s %s at noon', (timestamp, freshness) => {
    expect(judgeFreshness(timestamp, now)).toBe(freshness);
  });

  it('takes zero as a limit, not as none', () => {
    const policy = { warnAfterMs: 0, rejectAfterMs: 1_000, rejectAheadMs: 0 };

    expect(judgeFreshness('2026-01-15T12:00:00.001Z', now, policy)).toBe('ahead');
    expect(judgeFreshness('2026-01-15T11:59:59.999Z', now, policy)).toBe('late');
    expect(judgeFreshness('2026-01-15T11:59:58.999Z', now, policy)).toBe('stale');
  });
});

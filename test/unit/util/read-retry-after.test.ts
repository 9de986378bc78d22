import { describe, expect, it } from 'vitest';
import { readRetryAfter } from '#util/read-retry-after.ts';

const now = Date.parse('2026-01-15T12:00:00Z');

describe('readRetryAfter', () => {
  it.each([
    ['12', 12_000],
    [' 0 ', 0],
    ['1.2', 2000],
    ['Thu, 15 Jan 2026 12:00:30 GMT', 30_000],
    ['Thursday, 15-Jan-26 12:00:30 GMT', 30_000],
    ['Thu, 15 Jan 2026 11:00:00 GMT', 0],
  ])('takes %j for %d ms', (header, ms) => {
    expect(readRetryAfter(header, now)).toBe(ms);
  });

  it.each(['soon', '', '-5', 'wait 5', '5 minutes', undefined])('finds no time in %j', (header) => {
    expect(readRetryAfter(header, now)).toBeUndefined();
  });
});

import { expect, it } from 'vitest';
import { parseDuration } from '#util/parse-duration.ts';

it.each([
  ['90s', 90_000],
  ['45m', 2_700_000],
  ['24h', 86_400_000],
  ['1.5h', 5_400_000],
  [' 2 d ', 172_800_000],
  ['1w', 604_800_000],
])('reads %j', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

it.each(['', '24', '0h', '-1h', '1y', '1h30m', 'h', '1e3s', '9999999d'])('refuses %j', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

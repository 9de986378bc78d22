import { expect, it } from 'vitest';
import { formatSyncFrequency, parseSyncFrequency } from '#runtime/config/sync-frequency.ts';

it.each([
  ['daily', 'daily'],
  ['*/15 * * * *', { cron: '*/15 * * * *', timeZone: 'UTC' }],
  [
    ' 0  6 1-15/2 jan,Mar 1-5 America/New_York',
    { cron: '0 6 1-15/2 jan,Mar 1-5', timeZone: 'America/New_York' },
  ],
])('reads %j', (text, expected) => {
  expect(parseSyncFrequency(text)).toEqual(expected);
});

it.each([
  '',
  'Daily',
  '* * * *',
  '60 * * * *',
  '* 24 * * *',
  '* * 0 * *',
  '* * * 13 *',
  '* * * * 8',
  '5-1 * * * *',
  '*/0 * * * *',
  '1,,2 * * * *',
  '*-5 * * * *',
  '* * * mon *',
  '* * * * * Mars/Base',
  '* * * * * UTC UTC',
])('refuses %j', (text) => {
  expect(parseSyncFrequency(text)).toBeUndefined();
});

it('writes what it reads', () => {
  for (const text of ['weekly', '0 6 * * 1 Europe/Berlin']) {
    const frequency = parseSyncFrequency(text);
    expect(frequency && formatSyncFrequency(frequency)).toBe(text);
  }
});

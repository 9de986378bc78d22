import { Cron } from 'croner';
import type { NamedFrequency, SyncFrequency } from '../config/sync-frequency.ts';

const intervalMs: Readonly<Record<Exclude<NamedFrequency, 'manual'>, number>> = {
  hourly: 3_600_000,
  daily: 24 * 3_600_000,
  weekly: 7 * 24 * 3_600_000,
};

export interface RunTimes {
  /** When the last run was due or, for one that nobody scheduled, when it began. */
  readonly last: number;
  /** The run that follows is later than this too. Default: `last`. */
  readonly after?: number;
}

/**
 * When the next run is due, in epoch milliseconds; undefined when there is none. A named frequency
 * counts from `last` in whole steps, so that lateness does not add up; a cron line goes by its time
 * zone. What lies between `last` and `after` was missed: whoever does one run for all of it passes the
 * present as `after`.
 *
 * @example
 * nextRun('daily', { last: Date.UTC(2026, 0, 1, 6) }); // 2026-01-02T06:00:00Z
 */
export function nextRun(
  frequency: SyncFrequency,
  { last, after = last }: RunTimes,
): number | undefined {
  const from = Math.max(last, after);
  if (typeof frequency === 'string') {
    if (frequency === 'manual') return undefined;
    const step = intervalMs[frequency];
    return last + (Math.floor((from - last) / step) + 1) * step;
  }
  const cron = new Cron(frequency.cron, { timezone: frequency.timeZone });
  return cron.nextRun(new Date(from))?.getTime();
}

import type { Granularity } from '#twig/api/analytics.ts';

export interface TimeRange {
  /** Epoch milliseconds. */
  readonly from: number;
  /** Epoch milliseconds, exclusive. */
  readonly until: number;
}

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

/** From the first moment of one day to the last of another; text such as `2024-01-31`. */
export function rangeOfDays(startDay: string, endDay: string): TimeRange {
  return { from: startOfDay(startDay), until: endOfDay(endDay) };
}

/** Midnight UTC, epoch milliseconds. */
export function startOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** Midnight UTC of the day after, epoch milliseconds. */
export function endOfDay(day: string): number {
  return startOfDay(day) + dayMs;
}

/** Where the bucket begins that holds an instant, in UTC; weeks begin on Monday. */
export function bucketStart(instant: number, granularity: Granularity): number {
  switch (granularity) {
    case 'hour':
      return Math.floor(instant / hourMs) * hourMs;
    case 'day':
      return Math.floor(instant / dayMs) * dayMs;
    case 'week': {
      // 1 January 1970 was a Thursday.
      const days = Math.floor(instant / dayMs) + 3;
      return (Math.floor(days / 7) * 7 - 3) * dayMs;
    }
    case 'month': {
      const date = new Date(instant);
      return monthStart(date.getUTCFullYear(), date.getUTCMonth());
    }
    default:
      return granularity satisfies never;
  }
}

/** Where each bucket of a range begins, in order. The first one may begin before the range. */
export function* bucketsOf({ from, until }: TimeRange, granularity: Granularity) {
  for (let at = bucketStart(from, granularity); at < until; at = nextBucket(at, granularity)) {
    yield at;
  }
}

const lengthMs = { hour: hourMs, day: dayMs, week: 7 * dayMs } as const;

function nextBucket(at: number, granularity: Granularity): number {
  if (granularity !== 'month') return at + lengthMs[granularity];
  const date = new Date(at);
  return monthStart(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

function monthStart(year: number, month: number): number {
  const date = new Date(0);
  // `Date.UTC` takes the years 0 to 99 for 1900 to 1999.
  return date.setUTCFullYear(year, month, 1);
}

/** How many buckets a range has at least, without making them. */
export function countBuckets({ from, until }: TimeRange, granularity: Granularity): number {
  return Math.ceil((until - from) / (granularity === 'month' ? 28 * dayMs : lengthMs[granularity]));
}

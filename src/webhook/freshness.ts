/**
 * How old a delivery may be by the timestamp in its body. That is the time of the event, not of the
 * attempt, so an honest retry can be days old.
 */
export interface FreshnessPolicy {
  /** Accepted, but reported as late. Default 5 minutes, in milliseconds. */
  readonly warnAfterMs?: number;
  /** Refused. Default 72 hours, in milliseconds. */
  readonly rejectAfterMs?: number;
  /** Refused when the timestamp is further ahead of our clock. Default 5 minutes, in milliseconds. */
  readonly rejectAheadMs?: number;
}

/** `undated` has no timestamp that can be read; only deduplication guards it against replays. */
export type Freshness = 'fresh' | 'late' | 'stale' | 'ahead' | 'undated';

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;

export function judgeFreshness(
  timestamp: string | undefined,
  now: number,
  policy: FreshnessPolicy = {},
): Freshness {
  const { warnAfterMs = 300_000, rejectAfterMs = 72 * 3_600_000, rejectAheadMs = 300_000 } = policy;
  const happenedAt = timestamp === undefined ? Number.NaN : epochMsOf(timestamp);
  if (Number.isNaN(happenedAt)) return 'undated';
  const ageMs = now - happenedAt;
  if (ageMs > rejectAfterMs) return 'stale';
  if (-ageMs > rejectAheadMs) return 'ahead';
  return ageMs > warnAfterMs ? 'late' : 'fresh';
}

function epochMsOf(timestamp: string): number {
  const match = instant.exec(timestamp);
  if (match === null) return Number.NaN;
  // Without a zone the timestamp is UTC, as documented; Date would take it as local time.
  return Date.parse(match[3] === undefined ? `${timestamp}Z` : timestamp);
}

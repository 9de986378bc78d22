/** One day in milliseconds. Days are those of UTC, so that a message never changes its day. */
export const dayMs = 86_400_000;

/** Slack's timestamps are ids: strings of seconds and microseconds. Only for comparing instants are they numbers. */
export function msOf(ts: string): number {
  return Math.floor(Number(ts) * 1000);
}

export function dayOf(ms: number): number {
  return Math.floor(ms / dayMs) * dayMs;
}

/** `2026-01-15` */
export function dateText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** `12:03` */
export function clockText(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16);
}

/** The first timestamp at or behind an instant, and the last before it. */
export function firstTs(ms: number): string {
  return `${Math.floor(ms / 1000)}.000000`;
}

export function lastTsBefore(ms: number): string {
  return `${Math.ceil(ms / 1000) - 1}.999999`;
}

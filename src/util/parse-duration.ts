const unitMs = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 24 * 3_600_000,
  w: 7 * 24 * 3_600_000,
} as const;

/** `90s`, `45m`, `24h`, `2d`, `1w` in milliseconds; undefined when the text is none of these, or 0. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,6}(?:\.\d{1,3})?) ?([smhdw])$/.exec(text.trim()) ?? [];
  if (count === undefined) return undefined;
  // The pattern lets no other letter through.
  const ms = Math.round(Number(count) * unitMs[unit as keyof typeof unitMs]);
  return ms > 0 ? ms : undefined;
}

/** Epoch milliseconds; undefined for what is no date with a time of day: `Date.parse` finds one in "wait 5". */
export function parseHttpDate(text: string | null | undefined): number | undefined {
  const instant = text && /\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? undefined : instant;
}

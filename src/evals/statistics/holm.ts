/**
 * Holm's correction: p-values as they must be read when several questions are put to the same data, in
 * the order given. Each is at least what it was.
 */
export function holm(pValues: readonly number[]): readonly number[] {
  const order = pValues
    .map((_, index) => index)
    .sort((a, b) => (pValues[a] ?? 1) - (pValues[b] ?? 1));
  const adjusted = pValues.map(() => 1);
  let highest = 0;
  for (const [place, index] of order.entries()) {
    highest = Math.max(highest, Math.min(1, (pValues[index] ?? 1) * (pValues.length - place)));
    adjusted[index] = highest;
  }
  return adjusted;
}

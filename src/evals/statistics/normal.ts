/** The chance that a standard normal value is at most `z`; to about 1e-7. */
export function normalBelow(z: number): number {
  if (z > 0) return 1 - normalBelow(-z);
  // Abramowitz and Stegun 26.2.17.
  const t = 1 / (1 - 0.2316419 * z);
  const polynomial =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
}

/** The value that a standard normal one stays below with this chance, found by halving; within ±9. */
export function normalQuantile(chance: number): number {
  let low = -9;
  let high = 9;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < chance) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

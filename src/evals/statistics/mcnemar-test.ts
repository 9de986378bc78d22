import { normalBelow } from './normal.ts';

/**
 * McNemar's exact test, one-sided, for what is either right or wrong: of the questions that changed,
 * are more lost than a fair coin would lose? Fewer than five changes in one direction are never
 * below 0.05.
 *
 * @returns the chance of at least so many losses among `lost + gained` changes; 1 without changes.
 */
export function mcnemarTest(lost: number, gained: number): number {
  const changed = lost + gained;
  let term = 0.5 ** changed;
  if (term === 0) return normalBelow((changed / 2 - lost + 0.5) / Math.sqrt(changed / 4));
  let pValue = 0;
  for (let losses = 0; losses <= changed; losses += 1) {
    if (losses >= lost) pValue += term;
    term *= (changed - losses) / (losses + 1);
  }
  return Math.min(1, pValue);
}

/** The constants of FTS5's bm25(), so that what is counted here is what the index would say. */
const saturation = 1.2;
const lengthShare = 0.75;

/** What one occurrence counts, by where it stands. */
export const fieldWeights = { title: 2, headings: 1.5, text: 1 } as const;

/** The weights as arguments of FTS5's bm25(), in the order of the index's columns. */
export const bm25Arguments = `${fieldWeights.title}, ${fieldWeights.headings}, ${fieldWeights.text}`;

/** How telling a word is that `found` of `total` passages hold; next to nothing from one half on. */
export function inverseFrequency(found: number, total: number): number {
  const value = Math.log((total - found + 0.5) / (found + 0.5));
  return value > 0 ? value : 1e-6;
}

/**
 * What one term adds to the BM25 of a passage.
 *
 * @param frequency occurrences, each with the weight of its field
 * @param relativeLength words of the passage by those of the average one
 */
export function bm25Share(idf: number, frequency: number, relativeLength: number): number {
  if (frequency === 0) return 0;
  const norm = saturation * (1 - lengthShare + lengthShare * relativeLength);
  return (idf * frequency * (saturation + 1)) / (frequency + norm);
}

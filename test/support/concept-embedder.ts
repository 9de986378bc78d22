import type { Embedder } from '#core/embedder.ts';

export interface ConceptEmbedder extends Embedder {
  /** Every text that was embedded, in order. */
  readonly texts: readonly string[];
  /** What the next calls reject with, one each. */
  failWith(...errors: readonly Error[]): void;
}

/** A small model of meaning: words of one group are the same thing. One dimension per group. */
export function conceptEmbedder(
  groups: readonly (readonly string[])[],
  name = 'concepts-1',
): ConceptEmbedder {
  const texts: string[] = [];
  const errors: Error[] = [];
  const vectorOf = (text: string) => {
    const words = new Set(text.toLowerCase().match(/\p{L}+/gu) ?? []);
    const counts = groups.map((group) => group.filter((word) => words.has(word)).length);
    // The last dimension is common to all texts: nothing is quite unlike anything.
    return Float32Array.from([...counts, 0.1]);
  };
  return {
    name,
    dimensions: groups.length + 1,
    texts,
    failWith: (...more) => void errors.push(...more),
    async embed(batch, signal) {
      signal.throwIfAborted();
      const error = errors.shift();
      if (error) throw error;
      texts.push(...batch);
      return batch.map(vectorOf);
    },
  };
}

/** Okapi BM25 as the textbook has it: words in lower case, no stemming, no stop words. */
export interface Bm25 {
  /** Positions of the indexed texts, best first; those that share no word with the question are left out. */
  rank(question: string): readonly number[];
}

const saturation = 1.2;
const lengthWeight = 0.75;

export function createBm25(texts: readonly string[]): Bm25 {
  const postings = new Map<string, Map<number, number>>();
  const lengths = texts.map((text, index) => {
    const words = wordsOf(text);
    for (const word of words) {
      const found = postings.get(word) ?? new Map<number, number>();
      postings.set(word, found.set(index, (found.get(index) ?? 0) + 1));
    }
    return words.length;
  });
  const meanLength = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  return {
    rank(question) {
      const scores = new Map<number, number>();
      for (const word of new Set(wordsOf(question))) {
        const found = postings.get(word);
        if (found === undefined) continue;
        const rarity = Math.log(1 + (texts.length - found.size + 0.5) / (found.size + 0.5));
        for (const [index, count] of found) {
          const share = (lengths[index] ?? 0) / meanLength;
          const damping = saturation * (1 - lengthWeight + lengthWeight * share);
          const score = (rarity * count * (saturation + 1)) / (count + damping);
          scores.set(index, (scores.get(index) ?? 0) + score);
        }
      }
      return [...scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([index]) => index);
    },
  };
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

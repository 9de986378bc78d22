import type { Embedder } from '#core/embedder.ts';
import { normalise } from './quantise.ts';
import { isFunctionWord } from './question-terms.ts';
import { stemsOf } from './words.ts';

const dimensions = 256;
/** What a word's stem adds, and what all of its letter groups add together. */
const shares = { stem: 1, letters: 0.8 } as const;
const maxCharacters = 20_000;

/**
 * The embedding that needs no model: the words of a text by their stems, and by their groups of two and
 * three letters, hashed into 256 dimensions, of length 1. Texts that share words, word forms or mere
 * letters are near each other; synonyms are not. The same text gives the same vector on every machine.
 * Function words count only when there is nothing else; of a long text, the first 20,000 characters.
 */
export function localEmbedding(text: string): Float32Array {
  const cache = new Map<string, string>();
  const stems = stemsOf(text.slice(0, maxCharacters), cache);
  const telling = stems.filter((stem) => !isFunctionWord(stem));
  const counts = new Map<string, number>();
  for (const stem of telling.length > 0 ? telling : stems) {
    counts.set(stem, (counts.get(stem) ?? 0) + 1);
  }
  const vector = new Float32Array(dimensions);
  for (const [stem, count] of counts) {
    // A word that comes again says less each time.
    const worth = 1 + Math.log(count);
    add(vector, `=${stem}`, shares.stem * worth);
    const groups = letterGroups(stem);
    for (const group of groups) {
      add(vector, group, (shares.letters * worth) / Math.sqrt(groups.length));
    }
  }
  return normalise(vector);
}

/** The same as a port, for whoever wants vectors of passages without a model. */
export function createLocalEmbedder(): Embedder {
  return {
    name: 'local-letters-1',
    dimensions,
    async embed(texts, signal) {
      signal.throwIfAborted();
      return texts.map(localEmbedding);
    },
  };
}

/** Of two and three letters, with the word's ends marked. */
function letterGroups(word: string): readonly string[] {
  const letters = [...`<${word}>`];
  return letters.flatMap((_, at) =>
    [2, 3].flatMap((size) =>
      at + size <= letters.length ? [letters.slice(at, at + size).join('')] : [],
    ),
  );
}

/** One hash gives the dimension and the sign, so that what collides cancels as often as it adds. */
function add(vector: Float32Array, feature: string, worth: number): void {
  const hash = fnv1a(feature);
  const at = hash % dimensions;
  vector[at] = (vector[at] ?? 0) + (hash & 0x80000000 ? -worth : worth);
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  // The last bits of FNV mix badly with a power of two.
  return (hash ^ (hash >>> 15)) >>> 0;
}

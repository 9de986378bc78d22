import type { Encoding } from '#core/chunk.ts';

/** How many tokens a text has, exactly. */
export type CountTokens = (text: string) => number;

/**
 * Tokens the encoder remembers between calls. Its keys keep the texts alive from which they were
 * cut, so the cache stays small enough for a process that reads many documents.
 */
const mergeCacheSize = 20_000;

/** Line ends and the punctuation before them are asked for at every join, and are always the same few. */
const shortLength = 6;
const maxShortTexts = 10_000;

/**
 * Loads the vocabulary of one encoding; the others are not read. Names of special tokens
 * (`<|endoftext|>`) count as the text that they are in a document.
 */
export async function loadTokenizer(encoding: Encoding): Promise<CountTokens> {
  const { countTokens, setMergeCacheSize } = await loadEncoding(encoding);
  setMergeCacheSize(mergeCacheSize);
  const plain = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };
  const short = new Map<string, number>();
  return (text) => {
    if (text.length > shortLength) return countTokens(text, plain);
    const known = short.get(text);
    if (known !== undefined) return known;
    const count = countTokens(text, plain);
    if (short.size < maxShortTexts) short.set(text, count);
    return count;
  };
}

function loadEncoding(encoding: Encoding) {
  switch (encoding) {
    case 'cl100k':
      return import('gpt-tokenizer/encoding/cl100k_base');
    case 'o200k':
      return import('gpt-tokenizer/encoding/o200k_base');
  }
}

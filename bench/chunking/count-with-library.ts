import { countTokens, decode, encode } from 'gpt-tokenizer/encoding/cl100k_base';

const plain = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };

/** Tokens by the library alone: the judge of sizes, the length function of the peers, the yardstick of speed. */
export function countWithLibrary(text: string): number {
  return countTokens(text, plain);
}

/** The same library in the shape that peers take a tokenizer in. */
export const libraryTokenizer = {
  countTokens: countWithLibrary,
  encode: (text: string) => encode(text, plain),
  decode: (tokens: readonly number[]) => decode(tokens),
};

import type { Encoding } from '#core/chunk.ts';

/**
 * One encoding, exactly as the embedding model has it. It first cuts a text into pieces (words,
 * numbers, runs of punctuation or white space) and then makes tokens of each piece by itself.
 */
export interface Tokenizer {
  /** Where the piece ends that begins at `start`; what stands before does not matter. */
  pieceEnd(text: string, start: number): number;
  /** Tokens of one piece. Its work grows with the square of the length. */
  countPiece(piece: string): number;
}

/** Pieces whose count is remembered; forgotten all at once when there are more. */
const maxKnownPieces = 100_000;
/** Longer pieces are rare and no words: not remembered. */
const maxKnownLength = 128;

/**
 * Loads the vocabulary of one encoding; the others are not read. Names of special tokens
 * (`<|endoftext|>`) count as the text that they are in a document.
 */
export async function loadTokenizer(encoding: Encoding): Promise<Tokenizer> {
  const [{ countTokens, setMergeCacheSize }, pattern] = await loadEncoding(encoding);
  // The library's own cache keeps every text alive that a word in it was cut from.
  setMergeCacheSize(0);
  const pieces = new RegExp(pattern.source, 'gu');
  const plain = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };
  const known = new Map<string, number>();
  return { pieceEnd, countPiece };

  function pieceEnd(text: string, start: number): number {
    pieces.lastIndex = start;
    // Every character begins some piece, half a surrogate pair too.
    return pieces.test(text) ? pieces.lastIndex : text.length;
  }

  function countPiece(piece: string): number {
    const found = known.get(piece);
    if (found !== undefined) return found;
    const tokens = countTokens(piece, plain);
    if (piece.length <= maxKnownLength) {
      if (known.size >= maxKnownPieces) known.clear();
      known.set(copied(piece), tokens);
    }
    return tokens;
  }
}

/** A string of its own: a slice keeps the whole text alive that it was cut from. */
function copied(slice: string): string {
  return Buffer.from(slice, 'utf16le').toString('utf16le');
}

function loadEncoding(encoding: Encoding) {
  switch (encoding) {
    case 'cl100k':
      return Promise.all([
        import('gpt-tokenizer/encoding/cl100k_base'),
        import('gpt-tokenizer/encodingParams/constants').then(
          (all) => all.CL100K_TOKEN_SPLIT_REGEX,
        ),
      ]);
    case 'o200k':
      return Promise.all([
        import('gpt-tokenizer/encoding/o200k_base'),
        import('gpt-tokenizer/encodingParams/constants').then((all) => all.O200K_TOKEN_SPLIT_REGEX),
      ]);
  }
}

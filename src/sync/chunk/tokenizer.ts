import type { Encoding } from '#core/chunk.ts';
import { ownCopy } from '#util/own-copy.ts';
import type { TextUnits } from '#util/text-units.ts';
import { createMergeCounter, type Vocabulary } from './merge-counter.ts';
import { createPieceTable } from './piece-table.ts';
import { usualPieceEnd } from './usual-piece-end.ts';

/**
 * One encoding, exactly as the embedding model has it. It first cuts a text into pieces (words,
 * numbers, runs of punctuation or white space) and then makes tokens of each piece by itself.
 */
export interface Tokenizer {
  /**
   * Where the piece ends that begins at `start`, in a text that ends at `limit`; what stands before
   * does not matter.
   */
  pieceEnd(text: TextUnits, start: number, limit: number): number;
  /** Tokens of the piece from `start` to `end`. Its work grows with the square of the length. */
  countPiece(text: TextUnits, start: number, end: number): number;
  /**
   * A shorter way for most words: 16 times the length of the piece that begins at `start`, and its
   * tokens. 0 when the two functions above have to be asked.
   */
  knownWord(text: TextUnits, start: number, limit: number): number;
}

/** Short pieces whose count is remembered: a text has few that are new. */
const knownShortPieces = 1 << 16;
/** Pieces that are long or not ASCII, whose count is remembered; forgotten all at once when there are more. */
const maxKnownPieces = 50_000;
/** Longer pieces are rare and no words: not remembered. */
const maxKnownLength = 128;
/** A run of letters in a longer text may be too much for a pattern's stack: what it sees is cut. */
const longText = 1 << 20;
/** No piece that anybody wants counted comes near it. */
const maxSeen = 1 << 16;

/**
 * Loads the vocabulary of one encoding; the others are not read. Names of special tokens
 * (`<|endoftext|>`) count as the text that they are in a document.
 */
export async function loadTokenizer(encoding: Encoding): Promise<Tokenizer> {
  const [vocabulary, pattern] = await loadEncoding(encoding);
  const countMerges = createMergeCounter(vocabulary);
  const pieces = new RegExp(pattern.source, 'gu');
  const short = createPieceTable(knownShortPieces);
  const known = new Map<string, number>();
  return {
    pieceEnd:
      encoding === 'cl100k'
        ? (text, start, limit) =>
            usualPieceEnd(text, start, limit) ?? patternEndWithin(text.text, start, limit)
        : ({ text }, start, limit) => patternEndWithin(text, start, limit),
    countPiece,
    knownWord:
      encoding === 'cl100k'
        ? ({ units }, start, limit) => short.word(units, start, limit)
        : () => 0,
  };

  function patternEndWithin(text: string, start: number, limit: number): number {
    if (limit === text.length) return patternEnd(text, start);
    return start + patternEnd(text.slice(start, limit), 0);
  }

  function patternEnd(text: string, start: number): number {
    if (text.length > longText && text.length - start > maxSeen) {
      return start + patternEnd(text.slice(start, start + maxSeen), 0);
    }
    pieces.lastIndex = start;
    // Every character begins some piece, half a surrogate pair too.
    return pieces.test(text) ? pieces.lastIndex : text.length;
  }

  function countPiece({ text, units }: TextUnits, start: number, end: number): number {
    const remembered = short.get(units, start, end);
    if (remembered !== 0) return remembered;
    const piece = text.slice(start, end);
    const found = known.get(piece);
    if (found !== undefined) return found;
    const tokens = countMerges(piece);
    if (!short.set(units, start, end, tokens) && piece.length <= maxKnownLength) {
      if (known.size >= maxKnownPieces) known.clear();
      known.set(ownCopy(piece), tokens);
    }
    return tokens;
  }
}

async function loadEncoding(encoding: Encoding): Promise<readonly [Vocabulary, RegExp]> {
  const patterns = await import('gpt-tokenizer/encodingParams/constants');
  switch (encoding) {
    case 'cl100k': {
      const { default: vocabulary } = await import('gpt-tokenizer/bpeRanks/cl100k_base');
      return [vocabulary, patterns.CL100K_TOKEN_SPLIT_REGEX];
    }
    case 'o200k': {
      const { default: vocabulary } = await import('gpt-tokenizer/bpeRanks/o200k_base');
      return [vocabulary, patterns.O200K_TOKEN_SPLIT_REGEX];
    }
  }
}

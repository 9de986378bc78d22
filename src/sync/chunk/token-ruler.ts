import { type TextUnits, textUnits } from '#util/text-units.ts';
import { unitAt } from '#util/unit-at.ts';
import { trimmedEnd } from '../parse/line.ts';
import { createPieceIndex, type PieceIndex } from './piece-index.ts';
import type { Range } from './split-points.ts';
import type { Tokenizer } from './tokenizer.ts';

/**
 * A longer stretch without any border of words is no text that people read, and its tokens take too
 * long to find: it counts as more than any chunk holds, in whatever range it lies whole. In bytes of UTF-8.
 */
const maxPieceBytes = 1_000;

const slash = 47;
/** More than any chunk holds, and small enough to be added up over a whole text. */
const tooMany = 1e9;

/**
 * Tells the tokens of any range of one text, exactly, after reading the text once. Its lists are lent:
 * whoever disposes of it must not ask it any more.
 */
export interface TokenRuler extends Disposable {
  /** Tokens of `text.slice(start, end)`. */
  tokens(start: number, end: number): number;
  /** The same with a repeated header in front, which ends with a line end. */
  tokensBelow(header: Range, start: number, end: number): number;
}

/**
 * Reads the text piece by piece and notes where each begins and how many tokens stand before it. A
 * range then costs two look-ups and its first and last piece: pieces depend only on what follows
 * their start, so those of a range are those of the text from the first common border on, up to the
 * piece that its end cuts.
 */
export function createTokenRuler(text: string, tokenizer: Tokenizer): TokenRuler {
  const { pieceEnd } = tokenizer;
  const scanned = textUnits(text);
  const pieces = createPieceIndex(text.length);
  notePieces(pieces, scanned, tokenizer);
  // What was found to fit is asked again when it is taken.
  let asked = { start: 0, end: 0, tokens: 0 };
  return {
    tokens,
    tokensBelow,
    [Symbol.dispose]() {
      scanned[Symbol.dispose]();
      pieces[Symbol.dispose]();
    },
  };

  function tokens(start: number, end: number): number {
    if (end <= start) return 0;
    if (asked.start !== start || asked.end !== end) {
      asked = { start, end, tokens: measured(start, end) };
    }
    return asked.tokens;
  }

  function measured(start: number, end: number): number {
    const tail = tailOf(start, end);
    if (tail === undefined) return counted(scanned, start, end);
    let at = start;
    let sum = 0;
    while (!pieces.isStart(at)) {
      const next = pieceEnd(scanned, at, text.length);
      if (next > tail) return sum + counted(scanned, at, end);
      sum += tokensOfPiece(tokenizer, scanned, at, next);
      at = next;
    }
    sum += pieces.tokensBefore(tail) - pieces.tokensBefore(at);
    return tail < end ? sum + counted(scanned, tail, end) : sum;
  }

  function tokensBelow(header: Range, start: number, end: number): number {
    // A line end closes a piece, but for the slashes that o200k adds to it.
    if (unitAt(text, start) === slash) {
      const both = text.slice(header.start, header.end) + text.slice(start, end);
      using source = textUnits(both);
      return counted(source, 0, both.length);
    }
    return tokens(header.start, header.end) + tokens(start, end);
  }

  /**
   * Where the first piece begins that may differ because the text ends at `end`; white space there is
   * one piece. Undefined when it is the first of the range.
   */
  function tailOf(start: number, end: number): number | undefined {
    const solid = trimmedEnd(text, start, end);
    return solid === end && pieces.isStart(end) ? end : pieces.lastStart(start + 1, solid);
  }

  /** Tokens of what stands there, as if it were all of the text. */
  function counted(source: TextUnits, start: number, limit: number): number {
    let sum = 0;
    for (let at = start; at < limit; ) {
      const end = pieceEnd(source, at, limit);
      sum += tokensOfPiece(tokenizer, source, at, end);
      at = end;
    }
    return sum;
  }
}

function notePieces(pieces: PieceIndex, source: TextUnits, tokenizer: Tokenizer): void {
  const { length } = source.text;
  let at = 0;
  while (at < length) {
    const word = tokenizer.knownWord(source, at, length);
    if (word !== 0) {
      pieces.note(at, word & 15);
      at += word >> 4;
    } else {
      const end = tokenizer.pieceEnd(source, at, length);
      pieces.note(at, tokensOfPiece(tokenizer, source, at, end));
      at = end;
    }
  }
  pieces.note(length, 1);
}

function tokensOfPiece(
  tokenizer: Tokenizer,
  source: TextUnits,
  start: number,
  end: number,
): number {
  if (isTooLong(source.text, start, end)) return tooMany;
  // Every byte is a token of its own.
  if (end - start === 1 && (source.units[start] ?? 0) < 128) return 1;
  return tokenizer.countPiece(source, start, end);
}

function isTooLong(source: string, start: number, end: number): boolean {
  const length = end - start;
  // No character has more than three bytes for each of its halves.
  if (length * 3 <= maxPieceBytes) return false;
  return length > maxPieceBytes || Buffer.byteLength(source.slice(start, end)) > maxPieceBytes;
}

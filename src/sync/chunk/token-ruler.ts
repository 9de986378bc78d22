import { createLender, type Lent } from '#util/lend-array.ts';
import { type TextUnits, textUnits } from '#util/text-units.ts';
import { unitAt } from '#util/unit-at.ts';
import { trimmedEnd } from '../parse/line.ts';
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

/** Two numbers for each piece: where it begins, and how many tokens stand before it. */
const lendPieces = createLender((length) => new Float64Array(length));
/** Ordinary text has four and more characters in a piece. */
const charactersPerPiece = 3;

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
  const { lent, pieceCount } = readPieces(scanned, tokenizer);
  const pieces = lent.numbers;
  // What was found to fit is asked again when it is taken.
  let asked = { start: 0, end: 0, tokens: 0 };
  return {
    tokens,
    tokensBelow,
    [Symbol.dispose]() {
      scanned[Symbol.dispose]();
      lent[Symbol.dispose]();
    },
  };

  function startOf(piece: number): number | undefined {
    return piece < pieceCount ? pieces[2 * piece] : undefined;
  }

  function before(piece: number): number {
    return pieces[2 * piece + 1] ?? 0;
  }

  function tokens(start: number, end: number): number {
    if (end <= start) return 0;
    if (asked.start !== start || asked.end !== end) {
      asked = { start, end, tokens: measured(start, end) };
    }
    return asked.tokens;
  }

  function measured(start: number, end: number): number {
    const tail = tailOf(start, end);
    const tailStart = startOf(tail) ?? end;
    if (tailStart <= start) return counted(scanned, start, end);
    let index = pieceFrom(start);
    let at = start;
    let sum = 0;
    while (at !== startOf(index)) {
      const next = pieceEnd(scanned, at, text.length);
      if (next > tailStart) return sum + counted(scanned, at, end);
      sum += tokensOfPiece(tokenizer, scanned, at, next);
      at = next;
      while ((startOf(index) ?? at) < at) index++;
    }
    sum += before(tail) - before(index);
    return tailStart < end ? sum + counted(scanned, tailStart, end) : sum;
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

  /** The first piece that may differ because the text ends at `end`; white space there is one piece. */
  function tailOf(start: number, end: number): number {
    const solid = trimmedEnd(text, start, end);
    const next = pieceFrom(solid);
    return solid === end && startOf(next) === end ? next : Math.max(0, next - 1);
  }

  /** The first piece that begins at `at` or behind it. */
  function pieceFrom(at: number): number {
    let low = 0;
    let high = pieceCount - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((startOf(middle) ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return low;
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

interface Pieces {
  readonly lent: Lent<Float64Array>;
  /** The end of the text counts as one. */
  readonly pieceCount: number;
}

function readPieces(source: TextUnits, tokenizer: Tokenizer): Pieces {
  const { length } = source.text;
  let lent = lendPieces(2 * (Math.ceil(length / charactersPerPiece) + 2));
  let pieces = lent.numbers;
  let next = 0;
  let sum = 0;
  let at = 0;
  for (;;) {
    if (next + 1 >= pieces.length) {
      lent = movedTo(lendPieces(2 * (length + 1)), lent);
      pieces = lent.numbers;
    }
    pieces[next] = at;
    pieces[next + 1] = sum;
    next += 2;
    if (at >= length) return { lent, pieceCount: next >> 1 };
    const word = tokenizer.knownWord(source, at, length);
    if (word !== 0) {
      at += word >> 4;
      sum += word & 15;
    } else {
      const end = tokenizer.pieceEnd(source, at, length);
      sum += tokensOfPiece(tokenizer, source, at, end);
      at = end;
    }
  }
}

function movedTo<Numbers extends Float64Array>(larger: Lent<Numbers>, full: Lent<Numbers>) {
  larger.numbers.set(full.numbers);
  full[Symbol.dispose]();
  return larger;
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

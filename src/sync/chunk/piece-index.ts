import { createLender } from '#util/lend-array.ts';

/** How many characters lie between two places at which all tokens before are added up. */
const stride = 64;
/** What a byte holds; larger counts lie beside it. */
const maxMark = 255;

const lendMarks = createLender((length) => new Uint8Array(length));
const lendSums = createLender((length) => new Float64Array(length));

/**
 * Where the pieces of one text begin and how many tokens each has. It takes a byte and an eighth for
 * each character, however many pieces there are. Its lists are lent: whoever disposes of it must not
 * ask it any more.
 */
export interface PieceIndex extends Disposable {
  /** Notes a piece; in the order of the text, and its end as the last one. At least one token each. */
  note(start: number, tokens: number): void;
  /** Whether a piece begins there. */
  isStart(at: number): boolean;
  /** The last begin of a piece from `from` on and before `to`; undefined when there is none. */
  lastStart(from: number, to: number): number | undefined;
  /** Tokens of the pieces that begin before `at`. */
  tokensBefore(at: number): number;
}

/** @param length of the text */
export function createPieceIndex(length: number): PieceIndex {
  const lentMarks = lendMarks(length + 1);
  const lentSums = lendSums(Math.floor(length / stride) + 1);
  const marks = lentMarks.numbers.fill(0, 0, length + 1);
  const sums = lentSums.numbers;
  const large = new Map<number, number>();
  let sum = 0;
  let sumCount = 0;
  return {
    note(start, tokens) {
      for (; sumCount * stride <= start; sumCount++) sums[sumCount] = sum;
      if (tokens < maxMark) marks[start] = tokens;
      else {
        marks[start] = maxMark;
        large.set(start, tokens);
      }
      sum += tokens;
    },
    isStart: (at) => marks[at] !== 0,
    lastStart(from, to) {
      for (let at = to - 1; at >= from; at--) if (marks[at] !== 0) return at;
      return undefined;
    },
    tokensBefore(at) {
      const block = Math.floor(at / stride);
      let before = sums[block] ?? 0;
      for (let start = block * stride; start < at; start++) {
        const tokens = marks[start] ?? 0;
        before += tokens < maxMark ? tokens : (large.get(start) ?? tokens);
      }
      return before;
    },
    [Symbol.dispose]() {
      lentMarks[Symbol.dispose]();
      lentSums[Symbol.dispose]();
    },
  };
}

import { isAdditiveAt } from './token-joins.ts';
import type { CountTokens } from './tokenizer.ts';

/** Longer texts are counted in parts of about this many characters. */
const partLength = 1_500;
/** The encoder's work grows with the square of a piece, and such a piece is no text that people read. */
const maxPieceLength = 20_000;

/**
 * Tokens of `text.slice(start, end)`; Infinity when they are more than `limit`, or where the text
 * holds a stretch without a space that would take the encoder too long. Long texts are counted in
 * parts that add up, and no further than the limit.
 */
export function countRange(
  text: string,
  range: { readonly start: number; readonly end: number; readonly limit: number },
  countTokens: CountTokens,
): number {
  let { start } = range;
  let sum = 0;
  while (range.end - start > partLength) {
    const next = nextAdditive(text, start + partLength, range.end);
    if (next - start > maxPieceLength) return Number.POSITIVE_INFINITY;
    sum += countTokens(text.slice(start, next));
    if (sum > range.limit) return Number.POSITIVE_INFINITY;
    start = next;
  }
  if (start < range.end) sum += countTokens(text.slice(start, range.end));
  return sum > range.limit ? Number.POSITIVE_INFINITY : sum;
}

/** The first space before a word at or after `from`, else `end`. Spaces are where lines are, too. */
function nextAdditive(text: string, from: number, end: number): number {
  const limit = Math.min(end, from + maxPieceLength);
  for (let at = from; at < limit; at++) {
    if (text.charCodeAt(at) === 32 && isAdditiveAt(text, at)) return at;
  }
  return limit === end ? end : from + maxPieceLength + partLength;
}

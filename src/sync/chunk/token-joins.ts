import { isWhite } from '../parse/line.ts';
import type { CountTokens } from './tokenizer.ts';

/**
 * Both encodings cut a text into pieces before they make tokens of them. A piece never begins before
 * a line end and ends behind it, but for o200k's `\n/`; and a space in front of a word always begins
 * one. So the tokens of a text add up from those of its parts where a part starts on a line that is
 * not blank, or with the space before a word. This is what lets every byte be counted once.
 */
export function isAdditiveAt(text: string, at: number): boolean {
  if (at === 0) return true;
  if (text.charCodeAt(at - 1) === 10) return text.charCodeAt(at) !== 47;
  return text.charCodeAt(at) === 32 && at + 1 < text.length && !isWhite(text.charCodeAt(at + 1));
}

/**
 * How many tokens a text that ends at `end` gains when it goes on up to `next`. `end` lies behind a
 * character that is no white space, `next` at a place where tokens add up, and at least `start` to
 * `end` was counted as one. Line ends can join the punctuation before them, so those few characters
 * are counted with and without.
 */
export function joinTokens(
  text: string,
  range: { readonly start: number; readonly end: number; readonly next: number },
  countTokens: CountTokens,
): number {
  const { start, end, next } = range;
  if (next <= end) return 0;
  let tail = end;
  while (tail > start && isPunctuation(text, tail - 1)) tail--;
  if (tail > start && tail < end && text.charCodeAt(tail - 1) === 32) tail--;
  const before = tail === end ? 0 : countTokens(text.slice(tail, end));
  return countTokens(text.slice(tail, next)) - before;
}

const letterOrDigit = /[\p{L}\p{N}]/u;

function isPunctuation(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if ((code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)) {
    return false;
  }
  return !isWhite(code) && !letterOrDigit.test(text.charAt(at));
}

import { isWhite, trimmedEnd } from '../parse/line.ts';
import type { CountTokens } from './tokenizer.ts';

export interface Fitted {
  readonly end: number;
  readonly tokens: number;
}

/**
 * The longest beginning of `text.slice(start, end)` that has at most `room` tokens, cut behind a word
 * where there is one in its second half, else between two characters as a reader sees them.
 * Undefined when not even the first character fits.
 */
export function fitText(
  text: string,
  range: { readonly start: number; readonly end: number; readonly room: number },
  countTokens: CountTokens,
): Fitted | undefined {
  const { start, end, room } = range;
  const count = (to: number) => countTokens(text.slice(start, to));
  let fits = start;
  let over = end + 1;
  let guess = Math.min(end, start + Math.max(1, room) * 4);
  for (let turn = 0; turn < 24 && over - fits > 1; turn++) {
    const at = Math.min(Math.max(guess, fits + 1), over - 1);
    const tokens = count(at);
    if (tokens <= room) {
      fits = at;
      if (at === end || (turn >= 3 && tokens >= room * 0.97)) break;
    } else over = at;
    const perToken = (at - start) / Math.max(1, tokens);
    guess = turn < 3 ? start + Math.floor(perToken * room) : Math.floor((fits + over) / 2);
  }
  for (let to = border(text, start, fits, end); to > start; to = border(text, start, to - 1, end)) {
    const tokens = count(to);
    if (tokens <= room) return { end: to, tokens };
  }
  return undefined;
}

/** The best place to cut at or before `at`; `start` when there is none. */
function border(text: string, start: number, at: number, end: number): number {
  if (at >= end) return end;
  const half = start + Math.floor((at - start) / 2);
  for (let to = at; to > half; to--) {
    if (isWhite(text.charCodeAt(to))) {
      const trimmed = trimmedEnd(text, start, to);
      if (trimmed > start) return trimmed;
    }
  }
  let to = at;
  while (to > start && joinsPrevious(text, to)) to--;
  return to > start ? to : codePointBorder(text, start, at);
}

const mark = /\p{M}|\u200d|\p{Emoji_Modifier}/u;

/** Whether the character at `at` belongs to the one before: half a pair, a mark, a joiner. */
function joinsPrevious(text: string, at: number): boolean {
  if (isLowSurrogate(text, at)) return true;
  const next = String.fromCodePoint(text.codePointAt(at) ?? 0);
  return mark.test(next) || text.charCodeAt(at - 1) === 0x200d;
}

function codePointBorder(text: string, start: number, at: number): number {
  return isLowSurrogate(text, at) ? Math.max(start, at - 1) : at;
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}

import { isWhite } from '#util/is-white.ts';
import { unitAt } from '#util/unit-at.ts';
import { trimmedEnd } from '../parse/line.ts';
import type { Range } from './split-points.ts';

/** Shorter beginnings are tried first, so that a long text is not looked at whole for each cut. */
const firstLength = 256;

/**
 * How far the beginning of a text reaches that `fits`, cut behind a word where there is one in its
 * second half, else between two characters as a reader sees them. Undefined when not even the first
 * character fits.
 */
export function fitText(
  text: string,
  { start, end }: Range,
  fits: (to: number) => boolean,
): number | undefined {
  let fitting = start;
  let over = Math.min(end, start + firstLength);
  while (fits(over)) {
    if (over === end) return end;
    fitting = over;
    over = Math.min(end, start + 2 * (over - start));
  }
  while (over - fitting > 1 && !isCloseEnough()) {
    const at = (fitting + over) >>> 1;
    if (fits(at)) fitting = at;
    else over = at;
  }
  for (let to = border(text, start, fitting, end); to > start; ) {
    if (fits(to)) return to;
    to = border(text, start, to - 1, end);
  }
  return undefined;

  /** Where no word ends in between, the exact place is not worth what counting such a stretch costs. */
  function isCloseEnough(): boolean {
    return over - fitting < (fitting - start) / 2 && !/\s/.test(text.slice(fitting, over));
  }
}

/** The best place to cut at or before `at`; `start` when there is none. */
function border(text: string, start: number, at: number, end: number): number {
  if (at >= end) return end;
  const half = start + Math.floor((at - start) / 2);
  for (let to = at; to > half; to--) {
    if (isWhite(unitAt(text, to))) {
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
  return mark.test(next) || unitAt(text, at - 1) === 0x200d;
}

function codePointBorder(text: string, start: number, at: number): number {
  return isLowSurrogate(text, at) ? Math.max(start, at - 1) : at;
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = unitAt(text, at);
  return code >= 0xdc00 && code <= 0xdfff;
}

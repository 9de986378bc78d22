import { isWhite } from '#util/is-white.ts';
import { unitAt } from '#util/unit-at.ts';

/** One line of a text that has only `\n` line ends. Offsets are UTF-16. */
export interface Line {
  readonly start: number;
  /** Without the line end. */
  readonly end: number;
  /** Where the next line starts. */
  readonly next: number;
  /** The first character that is neither space nor tab; `end` when there is none. */
  readonly first: number;
  /** Columns before `first`; a tab reaches the next multiple of 4. */
  readonly indent: number;
  readonly blank: boolean;
}

export function readLine(text: string, start: number): Line {
  const found = text.indexOf('\n', start);
  const end = found < 0 ? text.length : found;
  let first = start;
  let indent = 0;
  for (; first < end; first++) {
    const code = unitAt(text, first);
    if (code === 32) indent++;
    else if (code === 9) indent += 4 - (indent % 4);
    else break;
  }
  const blank = first === end || (isWhite(unitAt(text, first)) && isBlank(text, first, end));
  return { start, end, next: found < 0 ? end : found + 1, first, indent, blank };
}

/** `end` moved back over white space, never before `start`. */
export function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isWhite(unitAt(text, at - 1))) at--;
  return at;
}

function isBlank(text: string, start: number, end: number): boolean {
  return trimmedEnd(text, start, end) === start;
}

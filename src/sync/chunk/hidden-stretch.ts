import { isWhite } from '#util/is-white.ts';
import { unitAt } from '#util/unit-at.ts';

/**
 * What stands between two blocks and is not visible (a comment) may travel along when it is as short
 * as a directive to some tool. Anything longer ends the chunk: hidden text is not to be indexed.
 */
const maxHiddenLength = 120;

/** Whether too much hidden text stands between two blocks for one chunk to run over it. */
export function isHiddenStretch(text: string, from: number, to: number): boolean {
  if (to - from <= maxHiddenLength) return false;
  let length = 0;
  for (let at = from; at < to; at++) if (!isWhite(unitAt(text, at))) length++;
  return length > maxHiddenLength;
}

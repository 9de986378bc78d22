import type { SkipReason } from '#core/document.ts';
import { unitAt } from '#util/unit-at.ts';

/** Nothing that a person wrote is nested this deep. */
const maxNesting = 200;
const quote = 34;
const backslash = 92;

/** Why a text is not to be parsed, if its brackets are nested so deep that a parser would swell. */
export function tooDeep(text: string): SkipReason | undefined {
  if (nesting(text, maxNesting) <= maxNesting) return undefined;
  return { code: 'too_deep', message: `it is nested more than ${maxNesting} deep: exclude it` };
}

/** How deep brackets are nested outside of strings; counting stops just above `limit`. */
function nesting(text: string, limit: number): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length && deepest <= limit; at++) {
    const code = unitAt(text, at);
    if (code === quote) at = stringEnd(text, at);
    else if (code === 91 || code === 123) deepest = Math.max(deepest, ++depth);
    else if ((code === 93 || code === 125) && depth > 0) depth--;
  }
  return deepest;
}

/** Offset of the closing quote; the end of the text where there is none. */
export function stringEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = unitAt(text, at);
    if (code === quote) return at;
    if (code === backslash) at++;
  }
  return text.length;
}

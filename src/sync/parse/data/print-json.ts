import { unitAt } from '#util/unit-at.ts';

/** Lines of files that people write are shorter. */
const maxLineLength = 500;

/** How deep brackets are nested outside of strings; counting stops just above `limit`. */
export function jsonNesting(text: string, limit: number): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length && deepest <= limit; at++) {
    const code = unitAt(text, at);
    if (code === 34) at = stringEnd(text, at);
    else if (code === 91 || code === 123) deepest = Math.max(deepest, ++depth);
    else if ((code === 93 || code === 125) && depth > 0) depth--;
  }
  return deepest;
}

/**
 * JSON with a line for each value, where its author did not divide it into lines already. Values stay
 * letter for letter: a number that no computer holds exactly is not touched.
 */
export function printJson(text: string): string {
  if (!text.split('\n').some((line) => line.length > maxLineLength)) return text;
  const parts: string[] = [];
  let depth = 0;
  const newLine = () => `\n${'  '.repeat(depth)}`;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === '"') {
      const end = stringEnd(text, at);
      parts.push(text.slice(at, end + 1));
      at = end;
    } else if (sign === '{' || sign === '[') {
      const next = /\S/.exec(text.slice(at + 1, at + 50))?.[0];
      const isEmpty = next === '}' || next === ']';
      depth++;
      parts.push(sign, isEmpty ? '' : newLine());
      if (isEmpty) {
        depth--;
        parts.push(next);
        at = text.indexOf(next, at + 1);
      }
    } else if (sign === '}' || sign === ']') {
      depth--;
      parts.push(newLine(), sign);
    } else if (sign === ',') parts.push(',', newLine());
    else if (sign === ':') parts.push(': ');
    else if (sign > ' ') parts.push(sign);
  }
  return parts.join('');
}

/** Offset of the closing quote; the end of the text where there is none. */
export function stringEnd(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return Math.min(at, text.length);
}

import { createTextBuilder } from '#util/text-builder.ts';
import { unitAt } from '#util/unit-at.ts';
import { refuseLongText } from '../refuse-long-text.ts';
import { stringEnd } from './json-nesting.ts';

/** Lines of files that people write are shorter. */
const maxLineLength = 500;
/** Brackets with more white space between them count as holding something. */
const maxEmptyLength = 49;

/**
 * JSON with a line for each value, where its author did not divide it into lines already. Values stay
 * letter for letter: a number that no computer holds exactly is not touched.
 *
 * @param text valid JSON
 * @throws SkipDocumentError `too_large` when the lines come to much more than the text.
 */
export function printJson(text: string): string {
  if (!hasLongLine(text)) return text;
  const out = createTextBuilder();
  const lineStarts = ['\n'];
  let depth = 0;
  const newLine = () => {
    refuseLongText(out.length());
    lineStarts[depth] ??= `\n${'  '.repeat(depth)}`;
    return lineStarts[depth] ?? '';
  };
  for (let at = 0; at < text.length; ) {
    const sign = text.charAt(at);
    if (sign === '{' || sign === '[') {
      const close = emptyEnd(text, at);
      if (close === undefined) {
        depth++;
        out.add(sign);
        out.add(newLine());
        at++;
      } else {
        out.add(sign + text.charAt(close));
        at = close + 1;
      }
    } else if (sign === '}' || sign === ']') {
      depth--;
      out.add(newLine());
      out.add(sign);
      at++;
    } else if (sign === ',') {
      out.add(',');
      out.add(newLine());
      at++;
    } else if (sign === ':') {
      out.add(': ');
      at++;
    } else {
      const end = valueEnd(text, at);
      if (end > at) out.add(text.slice(at, end));
      at = Math.max(end, at + 1);
    }
  }
  return out.text();
}

function hasLongLine(text: string): boolean {
  for (let at = 0; at < text.length; ) {
    const found = text.indexOf('\n', at);
    const end = found < 0 ? text.length : found;
    if (end - at > maxLineLength) return true;
    at = end + 1;
  }
  return false;
}

/** Where the bracket closes that opens at `open` and holds nothing. */
function emptyEnd(text: string, open: number): number | undefined {
  let at = open + 1;
  while (at < open + 1 + maxEmptyLength && unitAt(text, at) <= 32) at++;
  if (at > open + maxEmptyLength) return undefined;
  return text[at] === '}' || text[at] === ']' ? at : undefined;
}

/** The end of the text, number or word that begins at `start`; `start` at white space. */
function valueEnd(text: string, start: number): number {
  if (text[start] === '"') return stringEnd(text, start) + 1;
  let at = start;
  while (at < text.length && !endsWord(unitAt(text, at))) at++;
  return at;
}

function endsWord(code: number): boolean {
  switch (code) {
    case 44: // ,
    case 58: // :
    case 91: // [
    case 93: // ]
    case 123: // {
    case 125: // }
      return true;
    default:
      return code <= 32;
  }
}

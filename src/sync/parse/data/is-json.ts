import { unitAt } from '#util/unit-at.ts';

/**
 * Whether a text is JSON (RFC 8259), found out without making the value: of a large file that takes
 * many times the memory of its text.
 *
 * @param text not nested deeper than the stack is
 */
export function isJson(text: string): boolean {
  const end = valueEnd(text, afterWhite(text, 0));
  return end !== none && afterWhite(text, end) === text.length;
}

/** There is no value, or a broken one. */
const none = -1;
const quote = 34;
const comma = 44;
const colon = 58;
const backslash = 92;

/** Where the value ends that begins at `start`. */
function valueEnd(text: string, start: number): number {
  switch (text.charAt(start)) {
    case '{':
      return listEnd(text, start, '}', memberEnd);
    case '[':
      return listEnd(text, start, ']', valueEnd);
    case '"':
      return stringEnd(text, start);
    case 't':
      return wordEnd(text, start, 'true');
    case 'f':
      return wordEnd(text, start, 'false');
    case 'n':
      return wordEnd(text, start, 'null');
    default:
      return numberEnd(text, start);
  }
}

function listEnd(text: string, start: number, close: string, itemEnd: typeof valueEnd): number {
  const closeCode = close.charCodeAt(0);
  let at = afterWhite(text, start + 1);
  if (unitAt(text, at) === closeCode) return at + 1;
  for (;;) {
    const end = itemEnd(text, at);
    if (end === none) return none;
    at = afterWhite(text, end);
    const code = unitAt(text, at);
    if (code === closeCode) return at + 1;
    if (code !== comma) return none;
    at = afterWhite(text, at + 1);
  }
}

function memberEnd(text: string, start: number): number {
  const key = stringEnd(text, start);
  if (key === none) return none;
  const at = afterWhite(text, key);
  return unitAt(text, at) === colon ? valueEnd(text, afterWhite(text, at + 1)) : none;
}

const escaped = /["\\/bfnrt]|u[\dA-Fa-f]{4}/y;

function stringEnd(text: string, start: number): number {
  if (unitAt(text, start) !== quote) return none;
  for (let at = start + 1; at < text.length; at++) {
    const code = unitAt(text, at);
    if (code === quote) return at + 1;
    if (code < 32) return none;
    if (code !== backslash) continue;
    escaped.lastIndex = at + 1;
    if (!escaped.test(text)) return none;
    at = escaped.lastIndex - 1;
  }
  return none;
}

function wordEnd(text: string, start: number, word: string): number {
  return text.startsWith(word, start) ? start + word.length : none;
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function numberEnd(text: string, start: number): number {
  number.lastIndex = start;
  return number.test(text) ? number.lastIndex : none;
}

function afterWhite(text: string, from: number): number {
  for (let at = from; ; at++) {
    const code = unitAt(text, at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return at;
  }
}

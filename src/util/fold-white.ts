import { isWhite } from './is-white.ts';

const blank = 32;
/** From here on it pays to work on the bytes. */
const longLength = 192;
const wide = /[^\0-\xff]/;

/** Of each Latin-1 character, whether it is white space. */
const whites = new Uint8Array(256).map((_, code) => (isWhite(code) ? 1 : 0));

/**
 * White space, whatever it is made of and however much, as one space; none at the ends. What
 * `text.replace(/\s+/g, ' ').trim()` gives, without a search for each stretch of it.
 */
export function foldWhite(text: string): string {
  return text.length >= longLength ? foldLong(text) : foldShort(text);
}

function foldShort(text: string): string {
  const { length } = text;
  let folded = '';
  /** Where the part begins that needs no change and is not in `folded` yet. */
  let from = 0;
  let at = 0;
  while (at < length && isWhite(text.charCodeAt(at))) at++;
  from = at;
  while (at < length) {
    const code = text.charCodeAt(at);
    if (code > blank && code < 160) {
      at++;
      continue;
    }
    if (!isWhite(code)) {
      at++;
      continue;
    }
    const start = at;
    at++;
    while (at < length && isWhite(text.charCodeAt(at))) at++;
    if (at === length)
      return folded === '' ? text.slice(from, start) : folded + text.slice(from, start);
    if (at === start + 1 && code === blank) continue;
    folded += `${text.slice(from, start)} `;
    from = at;
  }
  return from === 0 ? text : folded + text.slice(from);
}

/** Moves what stays together in a copy of the characters: one text is made, and not one for each line. */
function foldLong(text: string): string {
  if (wide.test(text)) return foldWide(text);
  const bytes = Buffer.allocUnsafe(text.length);
  bytes.write(text, 'latin1');
  let length = 0;
  let isBehindWhite = true;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (whites[byte] === 0) {
      bytes[length++] = byte;
      isBehindWhite = false;
    } else if (!isBehindWhite) {
      bytes[length++] = blank;
      isBehindWhite = true;
    }
  }
  if (length > 0 && isBehindWhite) length--;
  return bytes.toString('latin1', 0, length);
}

function foldWide(text: string): string {
  const units = new Uint16Array(text.length);
  const bytes = Buffer.from(units.buffer);
  bytes.write(text, 'utf16le');
  let length = 0;
  let isBehindWhite = true;
  for (let at = 0; at < units.length; at++) {
    const unit = units[at] ?? 0;
    if (unit < 256 ? whites[unit] === 0 : !isWhite(unit)) {
      units[length++] = unit;
      isBehindWhite = false;
    } else if (!isBehindWhite) {
      units[length++] = blank;
      isBehindWhite = true;
    }
  }
  if (length > 0 && isBehindWhite) length--;
  return bytes.toString('utf16le', 0, 2 * length);
}

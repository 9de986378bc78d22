import { isWhite } from './is-white.ts';
import { createLender } from './lend-array.ts';
import { textUnits } from './text-units.ts';
import { unitAt } from './unit-at.ts';

const blank = 32;
/** From here on it pays to work on the bytes. */
const longLength = 192;
const wide = /[^\0-\xff]/;
const lendBytes = createLender((length) => Buffer.allocUnsafeSlow(length));

/** Of each UTF-16 unit, whether it is white space. */
const whites = new Uint8Array(1 << 16);
for (let code = 0; code <= 0x3000; code++) if (isWhite(code)) whites[code] = 1;
// The only one behind the ideographic space.
whites[0xfeff] = 1;

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
  while (at < length && isWhite(unitAt(text, at))) at++;
  from = at;
  while (at < length) {
    const code = unitAt(text, at);
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
    while (at < length && isWhite(unitAt(text, at))) at++;
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
  using lent = lendBytes(text.length);
  const bytes = lent.numbers;
  bytes.write(text, 'latin1');
  return bytes.toString('latin1', 0, foldBytes(bytes, text.length));
}

function foldWide(text: string): string {
  using source = textUnits(text);
  const { units } = source;
  const kept = foldUnits(units, units.length);
  return Buffer.from(units.buffer, units.byteOffset, 2 * kept).toString('utf16le');
}

/**
 * Folds in place; returns how many are left. Without a branch: nobody could foresee which way it
 * goes.
 */
function foldBytes(bytes: Uint8Array, length: number): number {
  let kept = 0;
  let behindWhite = 1;
  for (let at = 0; at < length; at++) {
    const byte = bytes[at] ?? 0;
    const white = whites[byte] ?? 0;
    bytes[kept] = byte + white * (blank - byte);
    kept += 1 - (white & behindWhite);
    behindWhite = white;
  }
  return kept > 0 && behindWhite === 1 ? kept - 1 : kept;
}

function foldUnits(units: Uint16Array, length: number): number {
  let kept = 0;
  let behindWhite = 1;
  for (let at = 0; at < length; at++) {
    const unit = units[at] ?? 0;
    const white = whites[unit] ?? 0;
    units[kept] = unit + white * (blank - unit);
    kept += 1 - (white & behindWhite);
    behindWhite = white;
  }
  return kept > 0 && behindWhite === 1 ? kept - 1 : kept;
}

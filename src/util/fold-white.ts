import { isWhite } from './is-white.ts';

const blank = 32;

/**
 * White space, whatever it is made of and however much, as one space; none at the ends. What
 * `text.replace(/\s+/g, ' ').trim()` gives, without a search for each stretch of it.
 */
export function foldWhite(text: string): string {
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

import { stem } from './stem.ts';

/** Scripts that are written without spaces: each character is a word of its own. */
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}]/gu;

/**
 * Text as it goes into the index and into a question: composed, and with spaces between the
 * characters of scripts that have none, so that a part of a sentence can be found.
 */
export function indexable(text: string): string {
  return isAscii(text) ? text : text.normalize('NFC').replace(unspaced, ' $& ');
}

/** The words of a text, folded and stemmed as the index does it, in order. */
export function stemsOf(text: string, cache: Map<string, string>): string[] {
  const stems: string[] = [];
  for (const word of fold(indexable(text)).match(/[\p{L}\p{N}]+/gu) ?? []) {
    let known = cache.get(word);
    if (known === undefined) {
      known = stem(word);
      cache.set(word, known);
    }
    stems.push(known);
  }
  return stems;
}

function fold(text: string): string {
  const lower = text.toLowerCase();
  return isAscii(lower) ? lower : lower.normalize('NFD').replace(/\p{M}+/gu, '');
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole ASCII range is meant.
  return /^[\x00-\x7f]*$/.test(text);
}

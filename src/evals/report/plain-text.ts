import { stripVTControlCharacters } from 'node:util';
import { cutText } from '#util/cut-text.ts';

/**
 * Text from questions, documents and servers on one line, without what a terminal would obey or a
 * reader could not see: control characters, escape sequences, marks that turn the writing direction.
 */
export function plainText(text: string, maxLength = 200): string {
  return cutText(
    stripVTControlCharacters(text).replace(
      /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
      ' ',
    ),
    maxLength,
  );
}

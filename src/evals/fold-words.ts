/**
 * The words of a text in lower case, one space between them, so that two spellings of one passage
 * compare equal: emphasis marks, punctuation, line breaks and link addresses fall away.
 */
export function foldWords(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\]\([^)\s]*\)/g, ']')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}

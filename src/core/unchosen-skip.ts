/**
 * Codes of reasons to skip that nobody chose: there is something to read, and it could not be read.
 * Who expects to find it must hear of it, and what was read of it before is no worse than nothing.
 */
const unchosen: ReadonlySet<string> = new Set([
  'too_large',
  'too_deep',
  'no_text',
  'no_text_export',
  'macros',
]);

export function isUnchosenSkip(code: string): boolean {
  return unchosen.has(code);
}

import { SkipDocumentError } from '#core/errors.ts';

/** Twice the longest text that is read: what is made of a file names a column or indents a line for each value. */
const maxMadeLength = 64 * 1024 * 1024;

/** @throws SkipDocumentError `too_large` when what was made of a document has outgrown what it is made of. */
export function refuseLongText(length: number): void {
  if (length <= maxMadeLength) return;
  throw new SkipDocumentError(
    `Its text has more than ${maxMadeLength} characters when written out.`,
    {
      code: 'too_large',
      hint: 'Divide it, or exclude it.',
    },
  );
}

import { SkipDocumentError } from '#core/errors.ts';

/** A book has some ten thousand. Lists of many more outgrow the memory of a thread in one step. */
export const maxBlockCount = 250_000;

/** @throws SkipDocumentError `too_large` when a document has more blocks than anyone reads. */
export function refuseManyBlocks(blocks: readonly unknown[]): void {
  if (blocks.length < maxBlockCount) return;
  throw new SkipDocumentError(
    `It has more than ${maxBlockCount} headings, paragraphs and other blocks.`,
    { code: 'too_large', hint: 'Divide it, or exclude it.' },
  );
}

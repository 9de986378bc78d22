import type { SkipReason } from '#core/document.ts';

export type TableRecord = readonly string[];

/** Beyond these a file is a store of data, which nobody finds by its words. */
const maxRecordCount = 100_000;
const maxCellLength = 100_000;

/** Looks at the records of a table one by one: are they worth an index? */
export interface RecordLimits {
  /** False from the first record on that is one too many, or has too long a cell. */
  allow(record: TableRecord): boolean;
  /** Why a record was refused, if one was. */
  refusal(): SkipReason | undefined;
}

export function createRecordLimits(): RecordLimits {
  let count = 0;
  let refusal: SkipReason | undefined;
  return {
    allow(record) {
      count++;
      if (count > maxRecordCount) {
        refusal ??= tooLarge(
          `it has more than ${maxRecordCount} records`,
          'divide it, or exclude it',
        );
      } else if (record.some((cell) => cell.length > maxCellLength)) {
        refusal ??= tooLarge(
          `a cell of record ${count} has more than ${maxCellLength} characters`,
          'shorten it, or exclude the file',
        );
      }
      return refusal === undefined;
    },
    refusal: () => refusal,
  };
}

function tooLarge(what: string, hint: string): SkipReason {
  return { code: 'too_large', message: `${what}: ${hint}` };
}

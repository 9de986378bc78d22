import { FixInputError } from '#core/errors.ts';
import { listFaults } from '#util/list-faults.ts';

/** A place in a file, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong in a configuration file. */
export interface ConfigFault extends Position {
  /** `found …, expected …. Write: …` */
  readonly message: string;
}

/** All faults of one file as one error; `cause` holds them one by one, for annotations. */
export function configInvalid(fileName: string, faults: readonly ConfigFault[]): FixInputError {
  return new FixInputError(listFaults(fileName, faults), {
    code: 'config_invalid',
    hint: `Correct ${fileName} and run this again. Nothing was read, written or deleted.`,
    cause: faults.toSorted((a, b) => a.line - b.line || a.column - b.column),
  });
}

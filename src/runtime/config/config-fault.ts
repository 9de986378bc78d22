import { FixInputError } from '#core/errors.ts';
import { plural } from '#util/plural.ts';

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
  const sorted = [...faults].sort((a, b) => a.line - b.line || a.column - b.column);
  const places = sorted.map(({ line, column }) => `${fileName}:${line}:${column}`);
  const width = Math.max(...places.map((place) => place.length));
  const lines = sorted.map(
    ({ message }, index) => `  ${(places[index] ?? '').padEnd(width)}  ${message}`,
  );
  return new FixInputError(
    `${fileName} is not right (${plural(faults.length, 'fault')}):\n${lines.join('\n')}`,
    {
      code: 'config_invalid',
      hint: `Correct ${fileName} and run this again. Nothing was read, written or deleted.`,
      cause: sorted,
    },
  );
}

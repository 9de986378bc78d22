import { plural } from './plural.ts';

/** One thing to correct in a file; line and column count from 1. */
export interface FileFault {
  readonly line: number;
  readonly column?: number;
  /** What was found, what was expected, what to write. */
  readonly message: string;
}

/** All faults of a file, in its order, each behind a place that editors and terminals open: `a.yaml:4:5`. */
export function listFaults(fileName: string, faults: readonly FileFault[]): string {
  const sorted = faults.toSorted((a, b) => a.line - b.line || (a.column ?? 0) - (b.column ?? 0));
  const places = sorted.map(({ line, column }) =>
    [fileName, line, ...(column === undefined ? [] : [column])].join(':'),
  );
  const width = Math.max(...places.map((place) => place.length));
  const lines = sorted.map(({ message }, index) => `  ${places[index]?.padEnd(width)}  ${message}`);
  return `${fileName} is not right (${plural(faults.length, 'fault')}):\n${lines.join('\n')}`;
}

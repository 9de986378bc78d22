import { unitAt } from './unit-at.ts';

const delimiters = [',', ';', '\t', '|'] as const;
/** Where the delimiter is looked for. */
const sampleLength = 20_000;

/**
 * The records of delimited text (RFC 4180), the delimiter found out by looking. Quoted cells may hold
 * delimiters, doubled quotes and line ends. A quote that never closes is an ordinary character.
 */
export function readRecords(text: string, maxCount: number): readonly (readonly string[])[] {
  return recordsOf(text, maxCount).map(({ cells }) => cells);
}

/** The same with the line on which each record begins, from 1. */
export function readNumberedRecords(
  text: string,
  maxCount: number,
): readonly { readonly cells: readonly string[]; readonly line: number }[] {
  let line = 1;
  let counted = 0;
  return recordsOf(text, maxCount).map(({ cells, start }) => {
    for (; counted < start; counted += 1) if (unitAt(text, counted) === 10) line += 1;
    return { cells, line };
  });
}

interface CsvRecord {
  readonly cells: readonly string[];
  /** Offset of its first character. */
  readonly start: number;
}

function recordsOf(text: string, maxCount: number): readonly CsvRecord[] {
  const delimiter = sniffDelimiter(text);
  return (
    split(text, { delimiter, quotes: true, maxCount }) ??
    split(text, { delimiter, quotes: false, maxCount }) ??
    []
  );
}

/** The one that divides most lines into the same number of cells, and more than one. */
function sniffDelimiter(text: string): string {
  const end = text.length > sampleLength ? text.lastIndexOf('\n', sampleLength) : text.length;
  const sample = text.slice(0, end > 0 ? end : sampleLength);
  let best: string = ',';
  let bestScore = 0;
  for (const delimiter of delimiters) {
    const options = { delimiter, maxCount: 50 };
    const records =
      split(sample, { ...options, quotes: true }) ?? split(sample, { ...options, quotes: false });
    const widths = (records ?? []).map(({ cells }) => cells.length);
    const first = widths[0] ?? 0;
    if (first < 2) continue;
    const even = widths.filter((width) => width === first).length / widths.length;
    const score = even * Math.min(first, 20);
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

interface SplitOptions {
  readonly delimiter: string;
  readonly quotes: boolean;
  readonly maxCount: number;
}

/** Undefined when a quote stays open to the end. */
function split(
  text: string,
  { delimiter, quotes, maxCount }: SplitOptions,
): readonly CsvRecord[] | undefined {
  const records: CsvRecord[] = [];
  let record: string[] = [];
  let start = 0;
  let at = 0;
  while (at < text.length && records.length < maxCount) {
    let cell: string;
    if (quotes && text[at] === '"') {
      const end = closingQuote(text, at + 1);
      if (end === undefined) return undefined;
      cell = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    } else cell = '';
    const stop = cellEnd(text, at, delimiter);
    // What follows a closing quote belongs to the cell all the same.
    record.push(cell + text.slice(at, stop));
    at = stop + 1;
    if (text[stop] !== delimiter) {
      records.push({ cells: record, start });
      record = [];
      start = at;
    } else if (at === text.length) record.push('');
  }
  if (record.length > 0) records.push({ cells: record, start });
  return records;
}

function closingQuote(text: string, from: number): number | undefined {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return undefined;
}

function cellEnd(text: string, from: number, delimiter: string): number {
  const code = delimiter.charCodeAt(0);
  let at = from;
  for (; at < text.length; at++) {
    const found = unitAt(text, at);
    if (found === code || found === 10) break;
  }
  return at;
}

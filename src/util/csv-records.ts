import { unitAt } from './unit-at.ts';

const delimiters = [',', ';', '\t', '|'] as const;
/** Where the delimiter is looked for. */
const sampleLength = 20_000;
const sampleCount = 50;
const quote = 34;
const lineEnd = 10;

/** One record of delimited text. */
export interface CsvRecord {
  readonly cells: readonly string[];
  /** Offset of its first character. */
  readonly start: number;
}

/**
 * The records of delimited text (RFC 4180), one after the other, the delimiter found out by looking.
 * Quoted cells may hold delimiters, doubled quotes and line ends. A quote that never closes is an
 * ordinary character.
 */
export function csvRecords(text: string): Iterable<CsvRecord> {
  return split(text, { delimiter: sniffDelimiter(text) });
}

/** The first `maxCount` of them with the line on which each begins, from 1. */
export function readNumberedRecords(
  text: string,
  maxCount: number,
): readonly { readonly cells: readonly string[]; readonly line: number }[] {
  const records: { readonly cells: readonly string[]; readonly line: number }[] = [];
  let line = 1;
  let counted = 0;
  for (const { cells, start } of csvRecords(text)) {
    if (records.length === maxCount) break;
    for (; counted < start; counted += 1) if (unitAt(text, counted) === 10) line += 1;
    records.push({ cells, line });
  }
  return records;
}

/** The one that divides most lines into the same number of cells, and more than one. */
function sniffDelimiter(text: string): string {
  const end = text.length > sampleLength ? text.lastIndexOf('\n', sampleLength) : text.length;
  const sample = text.slice(0, end > 0 ? end : sampleLength);
  let best: string = ',';
  let bestScore = 0;
  for (const delimiter of delimiters) {
    const records = split(sample, { delimiter, maxCount: sampleCount });
    const widths = Array.from(records, ({ cells }) => cells.length);
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
  readonly maxCount?: number;
}

function* split(
  text: string,
  { delimiter, maxCount = Number.POSITIVE_INFINITY }: SplitOptions,
): Generator<CsvRecord> {
  const code = delimiter.charCodeAt(0);
  const hasQuotes = closesQuotes(text, code, maxCount);
  let cells: string[] = [];
  let start = 0;
  let count = 0;
  for (let at = 0; at < text.length && count < maxCount; ) {
    const close = hasQuotes ? quotedEnd(text, at) : undefined;
    const quoted = close === undefined ? '' : text.slice(at + 1, close).replaceAll('""', '"');
    if (close !== undefined) at = close + 1;
    const stop = cellEnd(text, at, code);
    // What follows a closing quote belongs to the cell all the same.
    cells.push(quoted + text.slice(at, stop));
    at = stop + 1;
    if (unitAt(text, stop) !== code) {
      yield { cells, start };
      count++;
      cells = [];
      start = at;
    } else if (at === text.length) cells.push('');
  }
  if (cells.length > 0) yield { cells, start };
}

/** Whether every quote that opens a cell of these records is closed. */
function closesQuotes(text: string, delimiter: number, maxCount: number): boolean {
  let count = 0;
  for (let at = 0; at < text.length && count < maxCount; ) {
    const close = quotedEnd(text, at);
    if (close === -1) return false;
    const stop = cellEnd(text, close === undefined ? at : close + 1, delimiter);
    if (unitAt(text, stop) !== delimiter) count++;
    at = stop + 1;
  }
  return true;
}

/** Where the quote closes that opens at `at`: undefined when none does, -1 when it never closes. */
function quotedEnd(text: string, at: number): number | undefined {
  return unitAt(text, at) === quote ? closingQuote(text, at + 1) : undefined;
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text.charCodeAt(at + 1) !== quote) return at;
  }
  return -1;
}

function cellEnd(text: string, from: number, delimiter: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = unitAt(text, at);
    if (code === delimiter || code === lineEnd) break;
  }
  return at;
}

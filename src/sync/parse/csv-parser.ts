import type { Parsed } from '#core/block.ts';
import type { SkipReason } from '#core/document.ts';
import type { Parser } from '#core/parser.ts';
import { readRecords } from './csv-records.ts';
import { decodeText } from './decode-text.ts';
import { createBlockWriter } from './html/block-writer.ts';

/** Beyond these a file is a store of data, which nobody finds by its words. */
const maxRecordCount = 100_000;
const maxCellLength = 100_000;
/** A longer header would leave its rows no room in a chunk; records are then written one by one. */
const maxHeaderLength = 400;

/**
 * Comma, semicolon, tab or bar separated values: one table whose first record is the header. Very
 * wide ones become a list of `column: value` lines for each record.
 */
export const csvParser: Parser = {
  mediaTypes: ['text/csv', 'text/tab-separated-values', 'application/csv'],
  extensions: ['.csv', '.tsv'],
  revision: 1,
  parse({ bytes, name }) {
    const read = readRecords(decodeText(bytes, name), maxRecordCount + 1);
    const records = read.filter((record) => record.some((cell) => cell.trim() !== ''));
    const skip = tooLarge(records);
    if (skip) return { text: '', blocks: [], metadata: {}, skip };
    return { ...write(records), metadata: {} };
  },
};

function tooLarge(records: readonly (readonly string[])[]): SkipReason | undefined {
  if (records.length > maxRecordCount) {
    return {
      code: 'too_large',
      message: `it has more than ${maxRecordCount} records: divide it, or exclude it`,
    };
  }
  const row = records.findIndex((record) => record.some((cell) => cell.length > maxCellLength));
  if (row < 0) return undefined;
  return {
    code: 'too_large',
    message: `a cell of record ${row + 1} has more than ${maxCellLength} characters: shorten it, or exclude the file`,
  };
}

function write(records: readonly (readonly string[])[]): Pick<Parsed, 'text' | 'blocks'> {
  const out = createBlockWriter();
  const [header, ...rows] = records.map((record) => record.map(onOneLine));
  if (header === undefined) return { text: '', blocks: [] };
  const head = `${pipeRow(header)}\n${pipeRow(header.map(() => '---'))}\n`;
  if (head.length <= maxHeaderLength) {
    const body = rows.map((row) => pipeRow(fitted(row, header.length))).join('\n');
    out.write('table', `${head}${body}`.trimEnd(), body === '' ? {} : { rowsStart: head.length });
  } else if (rows.length === 0) out.write('paragraph', header.join('\n'));
  else {
    for (const row of rows) {
      const lines = row.flatMap((cell, at) =>
        cell === '' ? [] : [`${header[at] || `column ${at + 1}`}: ${cell}`],
      );
      out.write('list', lines.join('\n'));
    }
  }
  return { text: out.text, blocks: out.blocks };
}

/** Short records get empty cells; what long ones have too much stays. */
function fitted(row: readonly string[], width: number): readonly string[] {
  return row.length >= width ? row : [...row, ...Array<string>(width - row.length).fill('')];
}

function pipeRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function onOneLine(cell: string): string {
  return cell.replace(/\s+/g, ' ').trim();
}

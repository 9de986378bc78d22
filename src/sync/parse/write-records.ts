import type { SkipReason } from '#core/document.ts';
import type { BlockWriter } from './html/block-writer.ts';

export type TableRecord = readonly string[];

/** Beyond these a file is a store of data, which nobody finds by its words. */
export const maxRecordCount = 100_000;
const maxCellLength = 100_000;
/** A longer header would leave its rows no room in a chunk; records are then written one by one. */
const maxHeaderLength = 400;

/** Why these records are not worth an index, if they are not. */
export function tooLarge(records: readonly TableRecord[]): SkipReason | undefined {
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

/**
 * One table whose first record is the header. Very wide ones become a list of `column: value` lines
 * for each record.
 */
export function writeRecords(records: readonly TableRecord[], out: BlockWriter): void {
  const [header, ...rows] = records.map((record) => record.map(onOneLine));
  if (header === undefined) return;
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
}

/** Short records get empty cells; what long ones have too much stays. */
function fitted(row: TableRecord, width: number): TableRecord {
  return row.length >= width ? row : [...row, ...Array<string>(width - row.length).fill('')];
}

function pipeRow(cells: TableRecord): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function onOneLine(cell: string): string {
  return cell.replace(/\s+/g, ' ').trim();
}

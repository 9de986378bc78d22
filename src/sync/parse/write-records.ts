import { createTextBuilder } from '#util/text-builder.ts';
import type { BlockExtra, BlockWriter } from './html/block-writer.ts';
import type { TableRecord } from './record-limits.ts';

/** A longer header would leave its rows no room in a chunk; records are then written one by one. */
const maxHeaderLength = 400;

/**
 * One table whose first record is the header. Very wide ones become a list of `column: value` lines
 * for each record. Records are taken one by one: none is kept.
 */
export function writeRecords(records: Iterable<TableRecord>, out: BlockWriter): void {
  let header: TableRecord | undefined;
  let head: string | undefined;
  const table = createTextBuilder();
  let rowCount = 0;
  for (const record of records) {
    const cells = record.map(onOneLine);
    if (header === undefined) {
      header = cells;
      head = tableHead(header);
      if (head !== undefined) table.add(head.trimEnd());
      continue;
    }
    rowCount++;
    if (head === undefined) out.write('list', namedCells(header, cells));
    else table.add(`\n${pipeRow(fitted(cells, header.length))}`);
  }
  if (header === undefined) return;
  if (head !== undefined) out.write('table', table.text(), rowsFrom(head, rowCount));
  else if (rowCount === 0) out.write('paragraph', header.join('\n'));
}

/** Header and delimiter row; undefined where they are too long. */
function tableHead(header: TableRecord): string | undefined {
  if (header.length > maxHeaderLength) return undefined;
  const head = `${pipeRow(header)}\n${pipeRow(header.map(() => '---'))}\n`;
  return head.length <= maxHeaderLength ? head : undefined;
}

function rowsFrom(head: string, rowCount: number): BlockExtra {
  return rowCount === 0 ? {} : { rowsStart: head.length };
}

function namedCells(header: TableRecord, record: TableRecord): string {
  return record
    .flatMap((cell, at) => (cell === '' ? [] : [`${header[at] || `column ${at + 1}`}: ${cell}`]))
    .join('\n');
}

/** Short records get empty cells; what long ones have too much stays. */
function fitted(row: TableRecord, width: number): TableRecord {
  return row.length >= width ? row : [...row, ...Array<string>(width - row.length).fill('')];
}

function pipeRow(cells: TableRecord): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

const otherThanOneLine = /[^\S ]| {2}|^ | $/;

function onOneLine(cell: string): string {
  return otherThanOneLine.test(cell) ? cell.replace(/\s+/g, ' ').trim() : cell;
}

import { createTextBuilder } from '#util/text-builder.ts';
import type { BlockWriter } from './html/block-writer.ts';
import type { TableRecord } from './record-limits.ts';

/** A longer header would leave its rows no room in a chunk; records are then written one by one. */
const maxHeaderLength = 400;

/**
 * One table whose first record is the header. Very wide ones become a list of `column: value` lines
 * for each record. Records are taken one by one: none is kept.
 */
export function writeRecords(records: Iterable<TableRecord>, out: BlockWriter): void {
  let header: TableRecord | undefined;
  let head = '';
  const table = createTextBuilder();
  let rowCount = 0;
  for (const record of records) {
    const cells = record.map(onOneLine);
    if (header === undefined) {
      header = cells;
      head = `${pipeRow(header)}\n${pipeRow(header.map(() => '---'))}`;
      table.add(head);
      continue;
    }
    rowCount++;
    if (isNarrow(head)) table.add(`\n${pipeRow(fitted(cells, header.length))}`);
    else out.write('list', namedCells(header, cells));
  }
  if (header === undefined) return;
  const rowsStart = head.length + 1;
  if (isNarrow(head)) out.write('table', table.text(), rowCount === 0 ? {} : { rowsStart });
  else if (rowCount === 0) out.write('paragraph', header.join('\n'));
}

function isNarrow(head: string): boolean {
  return head.length < maxHeaderLength;
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

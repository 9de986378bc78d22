/** A longer line is no row that anyone reads, and more than a pattern can be held against. */
const maxRowLength = 100_000;

/** Whether a line is the row of dashes under a table's header: `| --- | :-: |`. */
export function isDelimiterRow(row: string): boolean {
  return (
    row.length <= maxRowLength &&
    row.includes('|') &&
    /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/.test(row)
  );
}

/** Cells of a pipe row; `\|` does not divide. */
export function cellCount(row: string): number {
  const inner = row
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).length;
}

/** Whether two lines are the head of a table. */
export function isTableHead(header: string, delimiter: string): boolean {
  return (
    header.includes('|') && isDelimiterRow(delimiter) && cellCount(header) === cellCount(delimiter)
  );
}

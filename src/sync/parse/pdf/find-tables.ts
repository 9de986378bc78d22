import type { BodyStyle } from './body-style.ts';
import type { LineCell, TextLine } from './text-line.ts';

/** Lines of one page that make a table, with its cells row by row. */
export interface PdfTable {
  readonly lines: readonly TextLine[];
  /** Of each row the cells, line by line. */
  readonly rows: readonly (readonly (readonly string[])[])[];
  /** Rows at the top that name the columns. */
  readonly headerCount: number;
}

/** Fewer rows may be anything that happens to stand side by side. */
const minRows = 3;
const minRowsOfWide = 2;
const wideColumnCount = 3;
const maxColumns = 40;
/** Longer cells of a tagged table hold sections of text: the table arranges the page. */
const maxCellLength = 1_500;
/** Steps between rows, in sizes. */
const maxStep = 3.2;
/** A row has a gap that no typesetter leaves between words, in sizes. */
const rowGap = 1.5;
/** Columns are apart by this, in sizes. */
const minGutter = 0.6;

const mark = /^(?:[•◦▪‣●○■–—*·-]|\(?[\dA-Za-z]{1,3}[.)]|\[[^\]]{1,12}\]|\d+(?:\.\d+)*\.?|§\s*\d+)$/;

/** The tables of a page: by its tags, else lines whose cells stand below each other. */
export function findTables(
  lines: readonly TextLine[],
  body: BodyStyle,
  edges: ReadonlySet<TextLine>,
): readonly PdfTable[] {
  const tables: PdfTable[] = [];
  for (let at = 0; at < lines.length; ) {
    const tagged = taggedTable(lines, at);
    // Where tags leave out empty cells, only the places tell to which column the others belong.
    const aligned =
      tagged === undefined || tagged.isRagged ? alignedTable(lines, at, body, edges) : undefined;
    const isWhole = tagged === undefined || aligned?.lines.length === tagged.lines.length;
    const table = isWhole ? aligned : tagged;
    if (table) tables.push(table);
    at += table?.lines.length ?? 1;
  }
  return tables;
}

/** The table that the tags of this line name. One of one column or row is a box around text. */
function taggedTable(
  lines: readonly TextLine[],
  start: number,
): (PdfTable & { readonly isRagged: boolean }) | undefined {
  const table = tableOf(lines[start]);
  if (table === undefined) return undefined;
  const grid: string[][][] = [];
  const headers: boolean[] = [];
  let end = start;
  for (; tableOf(lines[end]) === table; end++) {
    for (const { text, place } of lines[end]?.cells ?? []) {
      if (place?.table !== table) return undefined;
      grid[place.row] ??= [];
      const row = grid[place.row] ?? [];
      row[place.column] ??= [];
      row[place.column]?.push(text);
      headers[place.row] = (headers[place.row] ?? true) && place.isHeader;
    }
  }
  const numbers = [...grid.keys()].filter((at) => grid[at] !== undefined);
  const width = Math.min(maxColumns, Math.max(...numbers.map((at) => grid[at]?.length ?? 0)));
  if (numbers.length < 2 || width < 2) return undefined;
  const isBox = grid.flat().some((cell) => cell.join(' ').length > maxCellLength);
  if (isBox) return undefined;
  const rows = numbers.map((at) => {
    const row = grid[at] ?? [];
    return Array.from({ length: Math.max(width, row.length) }, (_, column) => row[column] ?? []);
  });
  const firstBody = numbers.findIndex((at) => !headers[at]);
  const isRagged = numbers.some((at) => grid[at]?.length !== width);
  return { lines: lines.slice(start, end), rows, headerCount: Math.max(0, firstBody), isRagged };
}

function tableOf(line: TextLine | undefined): number | undefined {
  return line?.cells.find(({ place }) => place)?.place?.table;
}

/** Rows that begin with this line, while there is a gap all the way down between their cells. */
function alignedTable(
  lines: readonly TextLine[],
  start: number,
  body: BodyStyle,
  edges: ReadonlySet<TextLine>,
): PdfTable | undefined {
  const first = lines[start];
  if (first === undefined || edges.has(first) || !isRow(first, body)) return undefined;
  let columns: readonly Span[] = [];
  const taken: TextLine[] = [];
  let rowCount = 0;
  let lastRow = start;
  for (let at = start; at < lines.length; at++) {
    const line = lines[at];
    const above = taken.at(-1);
    if (line === undefined || edges.has(line) || !mayBeRow(line, body)) break;
    const step = above === undefined ? 0 : (line.y - above.y) / line.size;
    if (above && (step <= 0.2 || step > maxStep)) break;
    const cells = cellsOf(line);
    const isOne = cells.length < 2;
    const next = merged(columns, cells, line.size * minGutter);
    if (next.length > maxColumns) break;
    const belongs = isOne
      ? isContinuation(cells[0], columns, line.size)
      : next.length >= 2 && fits(cells, next);
    if (!belongs) break;
    columns = next;
    taken.push(line);
    if (!isOne) {
      rowCount++;
      lastRow = at;
    }
  }
  // Single cells at the end may be the text that follows.
  while (
    taken.length > 0 &&
    start + taken.length - 1 > lastRow &&
    !isInner(taken.at(-1), columns)
  ) {
    taken.pop();
  }
  const least = columns.length >= wideColumnCount ? minRowsOfWide : minRows;
  if (rowCount < least || columns.length < 2) return undefined;
  const around = [lines[start - 1], lines[start + taken.length]];
  // A table of contents has its dots on most lines, and none on those of chapters.
  if (columns.length === 2 && around.some((line) => line?.hasLeader)) return undefined;
  return { lines: taken, ...rowsOf(taken, columns) };
}

interface Span {
  readonly left: number;
  readonly right: number;
}

function isRow(line: TextLine, body: BodyStyle): boolean {
  return mayBeRow(line, body) && cellsOf(line).some(({ gapBefore }) => gapBefore > rowGap);
}

/** Code has columns that are none. */
function mayBeRow(line: TextLine, body: BodyStyle): boolean {
  return !line.isAside && !line.hasLeader && (!line.isMono || body.isMono);
}

/** The mark of a list item and the number of a heading are no cells. */
function cellsOf(line: TextLine): readonly LineCell[] {
  const [first, second, ...rest] = line.cells;
  if (first === undefined || second === undefined || !mark.test(first.text)) return line.cells;
  if (rest.length > 0 && /^\d+$/.test(first.text)) return line.cells;
  return [{ ...second, text: `${first.text} ${second.text}`, left: first.left }, ...rest];
}

/** Columns that cover the new cells too: those that a cell stands across become one. */
function merged(columns: readonly Span[], cells: readonly Span[], gutter: number): readonly Span[] {
  const sorted = [...columns, ...cells].sort((a, b) => a.left - b.left);
  const spans: { left: number; right: number }[] = [];
  for (const { left, right } of sorted) {
    const last = spans.at(-1);
    if (last && left < last.right + gutter) last.right = Math.max(last.right, right);
    else spans.push({ left, right });
  }
  return spans;
}

/** Its cells stand in at least two columns. */
function fits(cells: readonly Span[], columns: readonly Span[]): boolean {
  return new Set(cells.map((cell) => columnOf(cell, columns))).size > 1;
}

function columnOf({ left, right }: Span, columns: readonly Span[]): number {
  const middle = (left + right) / 2;
  return columns.findIndex((column) => column.left <= middle && column.right >= middle);
}

/** A line with one cell goes on with a cell above when it stands in one column and is no line of text. */
function isContinuation(cell: Span | undefined, columns: readonly Span[], size: number): boolean {
  if (cell === undefined || columns.length < 2) return false;
  const place = columnOf(cell, columns);
  const column = columns[place];
  if (column === undefined) return false;
  const next = columns[place + 1];
  return (
    cell.left >= column.left - size && (next === undefined ? place > 0 : cell.right < next.left)
  );
}

function isInner(line: TextLine | undefined, columns: readonly Span[]): boolean {
  return line !== undefined && columnOf(line, columns) > 0;
}

/** The first row alone is fat, and names no amounts. */
function hasHeader([first, second]: readonly TextLine[]): boolean {
  if (first?.isBold !== true || second?.isBold !== false) return false;
  return first.cells.every(({ text }) => /\p{L}/u.test(text));
}

function rowsOf(
  lines: readonly TextLine[],
  columns: readonly Span[],
): Pick<PdfTable, 'rows' | 'headerCount'> {
  const rows: string[][][] = [];
  let lastY = Number.NEGATIVE_INFINITY;
  for (const line of lines) {
    const cells = cellsOf(line);
    const row = rows.at(-1);
    const place = cells[0] ? columnOf(cells[0], columns) : -1;
    const isNear = line.y - lastY < line.size * 1.6;
    lastY = line.y;
    const [one] = cells;
    if (one && cells.length === 1 && place > 0 && isNear && row) {
      row[place]?.push(one.text);
      continue;
    }
    const filled: string[][] = columns.map(() => []);
    for (const cell of cells) {
      const column = Math.max(0, columnOf(cell, columns));
      filled[column]?.push(cell.text);
    }
    rows.push(filled);
  }
  return { rows, headerCount: rows.length > 1 && hasHeader(lines) ? 1 : 0 };
}

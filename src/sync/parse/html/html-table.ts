import { findBelow } from './find-below.ts';
import { attribute } from './html-node.ts';
import { lineOf } from './inline-content.ts';
import type { VisibleNode } from './visible-node.ts';

export interface TableText {
  readonly text: string;
  /** Where the rows begin in `text`; absent without a header. */
  readonly rowsStart: number | undefined;
}

/** Spans are written by anyone; a page must not grow beyond what a table can sensibly have. */
const maxColumns = 200;
const maxRowSpan = 1_000;
/** Characters that spans and gaps may add to a table before they are left empty. */
const maxRepeatedLength = 200_000;

interface Cell {
  readonly text: string;
  readonly columns: number;
  readonly rows: number;
}

interface Row {
  readonly cells: readonly Cell[];
  readonly header: boolean;
}

/**
 * Whether a table only arranges the page: it holds headings or further tables, or is one row of code
 * beside its line numbers. Its cells are then read one after the other.
 */
export function isLayoutTable(table: VisibleNode): boolean {
  const role = attribute(table, 'role');
  if (role === 'presentation' || role === 'none') return true;
  const holds = (names: RegExp) =>
    findBelow(table, ({ name }) => name !== undefined && names.test(name)) !== undefined;
  return (
    holds(/^(?:table|h[1-6]|section|article)$/) || (holds(/^pre$/) && rowsOf(table).length === 1)
  );
}

/**
 * A table as rows of `| a | b |`, spans written out in every cell they cover, the header rows first
 * and underlined. Undefined when it shows nothing.
 */
export function tableText(table: VisibleNode): TableText | undefined {
  const rows = rowsOf(table);
  const grid = expanded(rows.map((row) => row.cells));
  const bodyAt = rows.findIndex((row) => !row.header);
  const headerCount = bodyAt < 0 ? 0 : bodyAt;
  const width = grid.reduce((most, row) => Math.max(most, row.length), 0);
  const lines = grid.map(pipeRow);
  const filled = (line: string) => /[^|\s]/.test(line);
  const header = lines.slice(0, headerCount).filter(filled);
  const body = lines.slice(headerCount).filter(filled);
  if (header.length + body.length === 0) return undefined;
  if (header.length === 0) return { text: body.join('\n'), rowsStart: undefined };
  const head = [...header, pipeRow(Array.from({ length: width }, () => '---'))].join('\n');
  return {
    text: [head, ...body].join('\n'),
    rowsStart: body.length > 0 ? head.length + 1 : undefined,
  };
}

function pipeRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function rowsOf(table: VisibleNode): readonly Row[] {
  const rows: Row[] = [];
  const visit = (node: VisibleNode, inHead: boolean) => {
    for (const child of node.children) {
      if (child.name === undefined) continue;
      if (child.name === 'tr') rows.push(rowOf(child, inHead));
      else if (child.name !== 'caption') visit(child, inHead || child.name === 'thead');
    }
  };
  visit(table, false);
  return rows.filter((row) => row.cells.length > 0);
}

function rowOf(tr: VisibleNode, inHead: boolean): Row {
  const cells = tr.children.filter(({ name }) => name === 'td' || name === 'th');
  return {
    header: inHead || (cells.length > 0 && cells.every((cell) => cell.name === 'th')),
    cells: cells.map((cell) => ({
      text: lineOf(cell).replaceAll('|', '\\|'),
      columns: span(cell, 'colspan', maxColumns),
      rows: span(cell, 'rowspan', maxRowSpan),
    })),
  };
}

function span(cell: VisibleNode, name: string, limit: number): number {
  const count = Number.parseInt(attribute(cell, name) ?? '1', 10);
  return Number.isFinite(count) && count > 0 ? Math.min(count, limit) : 1;
}

/** Every cell of the grid with the text that covers it, as long as the repetition stays in bounds. */
function expanded(rows: readonly (readonly Cell[])[]): readonly (readonly string[])[] {
  const hanging: { text: string; left: number }[] = [];
  let repeated = 0;
  const again = (text: string): string => {
    repeated += text.length + ' | '.length;
    return text;
  };
  return rows.map((cells) => {
    if (repeated > maxRepeatedLength) return cells.map((cell) => cell.text);
    const row: string[] = [];
    const waiting = [...cells];
    const isAlone = cells.length === 1;
    for (let column = 0; column < maxColumns; column++) {
      const above = hanging[column];
      if (above && above.left > 0) {
        above.left--;
        row[column] = again(above.text);
        continue;
      }
      const cell = waiting.shift();
      if (cell === undefined) {
        if (hanging.slice(column).every((slot) => slot.left === 0)) break;
        row[column] = again('');
        continue;
      }
      for (let at = column; at < Math.min(column + cell.columns, maxColumns); at++) {
        row[at] = at === column ? cell.text : isAlone ? '' : again(cell.text);
        hanging[at] = { text: cell.text, left: cell.rows - 1 };
      }
      column += cell.columns - 1;
    }
    return [...row, ...waiting.map((cell) => cell.text)];
  });
}

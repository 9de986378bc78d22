import { findBelow } from './find-below.ts';
import { lineOf } from './inline-content.ts';
import type { VisibleNode } from './visible-node.ts';

const heading = /^h[1-6]$/;
/** A note is its sign, its title and its text. */
const maxNoteRows = 2;
const maxNoteCells = 3;

/**
 * The parts of a table that has headings in rows of their own, in order: such a row as a box, the rows
 * below it as a table. Undefined for any other table.
 */
export function tableSections(table: VisibleNode): readonly VisibleNode[] | undefined {
  const rows = rowsOf(table).filter(({ size }) => size > 0);
  const isTitle = new Set(rows.filter(isHeadingRow));
  const isData = rows.every((row) => isTitle.has(row) || isPlainRow(row));
  if (!isData || isTitle.size === 0 || isTitle.size === rows.length) return undefined;
  const parts: VisibleNode[] = [];
  let open: VisibleNode[] = [];
  const end = () => {
    if (open.length > 0) parts.push({ ...table, children: open });
    open = [];
  };
  for (const row of rows) {
    if (!isTitle.has(row)) {
      open.push(row);
      continue;
    }
    end();
    parts.push({ ...row, name: 'div' });
  }
  end();
  return parts;
}

/** Whether a table is a box around its text: it has one cell, or is the frame of a note. */
export function isBoxTable(table: VisibleNode, inAdmonition: boolean): boolean {
  const rows = rowsOf(table);
  if (rows.length > maxNoteRows) return false;
  const count = rows.reduce((sum, row) => sum + cellsOf(row).length, 0);
  return count <= 1 || (inAdmonition && count <= maxNoteCells);
}

/** The declaration that a table lays out: one parameter a row, its brackets in cells of their own. */
export function signatureOf(table: VisibleNode): string | undefined {
  const rows = rowsOf(table).map(cellsOf);
  if (rows.some((cells) => cells.some(({ name }) => name === 'th'))) return undefined;
  const lines = rows.map((cells) => cells.map(lineOf).filter(Boolean));
  const cells = lines.flat();
  if (!cells.includes('(') || !cells.some((cell) => cell.startsWith(')'))) return undefined;
  return lines
    .map((line) =>
      line
        .join(' ')
        .replaceAll(/ ?\( ?/g, '(')
        .replaceAll(/ (?=[),])/g, ''),
    )
    .join('\n');
}

function isHeadingRow(row: VisibleNode): boolean {
  const [cell, ...others] = cellsOf(row).filter(({ size }) => size > 0);
  return cell !== undefined && others.length === 0 && holdsHeading(cell);
}

function isPlainRow(row: VisibleNode): boolean {
  return (
    findBelow(row, ({ name }) => /^(?:h[1-6]|table|section|article|pre)$/.test(name ?? '')) ===
    undefined
  );
}

function holdsHeading(cell: VisibleNode): boolean {
  const found = findBelow(cell, ({ name }) => heading.test(name ?? ''));
  return found !== undefined && found.size === cell.size;
}

function rowsOf(table: VisibleNode): readonly VisibleNode[] {
  return table.children.flatMap((child) => {
    if (child.name === 'tr') return [child];
    return child.name === 'tbody' || child.name === 'thead' || child.name === 'tfoot'
      ? rowsOf(child)
      : [];
  });
}

function cellsOf(row: VisibleNode): readonly VisibleNode[] {
  return row.children.filter(({ name }) => name === 'td' || name === 'th');
}

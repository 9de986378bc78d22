import type { TextLine } from './text-line.ts';

/** A letter of a typewriter font is this much of its size wide, where the line does not tell. */
const usualWidth = 0.6;
const maxIndent = 60;

/** Lines of code as they stand on the page: moved in by as many spaces, one empty line for a gap. */
export function codeText(lines: readonly TextLine[]): string {
  const left = lines.reduce((least, line) => Math.min(least, line.left), Number.POSITIVE_INFINITY);
  const rows: string[] = [];
  for (const [at, line] of lines.entries()) {
    const above = lines[at - 1];
    if (above && line.y - above.y > line.size * 1.9) rows.push('');
    let row = '';
    const width = letterWidth(line);
    for (const cell of line.cells) {
      const column = Math.min(maxIndent + row.length, Math.round((cell.left - left) / width));
      row = `${row.padEnd(Math.max(column, row === '' ? 0 : row.length + 1))}${cell.text}`;
    }
    rows.push(row.trimEnd());
  }
  return rows.join('\n').trim();
}

function letterWidth(line: TextLine): number {
  const [first] = line.cells;
  const width = first && first.text.length > 3 ? (first.right - first.left) / first.text.length : 0;
  return width > line.size * 0.3 && width < line.size ? width : line.size * usualWidth;
}

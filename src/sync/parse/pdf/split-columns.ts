import type { DrawnLine } from './text-line.ts';
import { wideCells } from './wide-cells.ts';

/** Fewer lines side by side are a table, an address or a caption. */
const minLineCount = 8;
/** No page has more; beyond it a file was made to be read over and over. */
const maxLineCount = 300;
const minWordsPerLine = 4;
/** How much of its column a line of running text fills. */
const minFill = 0.6;

/**
 * Puts two columns of running text one after the other where the page draws them line by line across.
 * Most pages draw column by column and are left as they are, and so are tables.
 */
export function splitColumns(lines: readonly DrawnLine[]): readonly DrawnLine[] {
  const split: DrawnLine[] = [];
  for (let at = 0; at < lines.length; ) {
    const stretch = twoColumnsFrom(lines, at);
    if (stretch === undefined) {
      const line = lines[at];
      if (line) split.push(line);
      at++;
      continue;
    }
    // Looked at once: what is no pair of columns is none from its second line on either.
    const { left, right, end } = stretch;
    for (const line of left && right ? [...left, ...right] : lines.slice(at, end)) split.push(line);
    at = end;
  }
  return split;
}

interface Stretch {
  /** Undefined when the lines stand side by side but are no columns of text. */
  readonly left?: readonly DrawnLine[];
  readonly right?: readonly DrawnLine[];
  readonly end: number;
}

/** Lines side by side that begin with this line, and whether they are columns. */
function twoColumnsFrom(lines: readonly DrawnLine[], start: number): Stretch | undefined {
  const first = lines[start];
  if (first === undefined || first.isAside || first.cells.length < 2) return undefined;
  const [outer, inner, ...others] = wideCells(first);
  if (outer === undefined || inner === undefined || others.length > 0) return undefined;
  let from = outer.right;
  let to = inner.left;
  const left: DrawnLine[] = [];
  const right: DrawnLine[] = [];
  let pairCount = 0;
  let end = start;
  let lastY = first.y;
  for (; end < Math.min(lines.length, start + maxLineCount); end++) {
    const line = lines[end];
    if (!line || line.isAside || line.y < lastY - line.size || line.y > lastY + line.size * 4)
      break;
    const wide = wideCells(line);
    const [one, two] = wide;
    if (wide.length === 2 && one && two) {
      const gap = [Math.max(from, one.right), Math.min(to, two.left)] as const;
      if (gap[1] - gap[0] < line.size * 0.5) break;
      [from, to] = gap;
      left.push(cutOut(line, one));
      right.push(cutOut(line, two));
      pairCount++;
    } else if (wide.length === 1 && line.right <= (from + to) / 2) {
      left.push(line);
      from = Math.max(from, line.right);
    } else if (wide.length === 1 && line.left >= (from + to) / 2) {
      right.push(line);
      to = Math.min(to, line.left);
    } else break;
    lastY = line.y;
  }
  if (pairCount < minLineCount) return undefined;
  return isRunningText(left) && isRunningText(right) ? { left, right, end } : { end };
}

function cutOut(line: DrawnLine, cell: DrawnLine['cells'][number]): DrawnLine {
  return { ...line, ...cell, cells: [cell] };
}

function isRunningText(lines: readonly DrawnLine[]): boolean {
  const left = lines.reduce((least, line) => Math.min(least, line.left), Number.POSITIVE_INFINITY);
  const right = lines.reduce((most, line) => Math.max(most, line.right), 0);
  const width = lines.reduce((sum, line) => sum + line.right - line.left, 0) / lines.length;
  const wordCount = lines.reduce((sum, { text }) => sum + text.split(' ').length, 0) / lines.length;
  return width >= (right - left) * minFill && wordCount >= minWordsPerLine;
}

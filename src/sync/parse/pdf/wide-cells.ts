import type { DrawnLine, LineCell } from './text-line.ts';

/** A gap that no typesetter leaves between the words of a line, in sizes. */
const wideGap = 1.5;

/** The stretches of a line with wide gaps between them. */
export function wideCells({ cells }: DrawnLine): readonly LineCell[] {
  const wide: LineCell[] = [];
  for (const cell of cells) {
    const last = wide.at(-1);
    if (last === undefined || cell.gapBefore > wideGap) wide.push(cell);
    else {
      wide[wide.length - 1] = {
        ...last,
        text: `${last.text} ${cell.text}`,
        left: Math.min(last.left, cell.left),
        right: Math.max(last.right, cell.right),
      };
    }
  }
  return wide;
}

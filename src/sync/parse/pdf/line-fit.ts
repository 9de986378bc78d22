import type { TextLine } from './text-line.ts';

/** How far around a line others tell where its column ends. */
const reach = 12;
const sizeTolerance = 0.1;
/** Slack in sizes: lines of one paragraph are not equally long. */
const slack = 0.5;
const spaceWidth = 0.25;

const noSpaces = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}、。，．「『（]/u;

/** Whether the lines of a page end where their column does. */
export interface LineFit {
  /**
   * The line ends although the first word of the next one would have fitted: whoever wrote it wanted
   * it to end there.
   */
  endsEarly(line: TextLine, next: TextLine): boolean;
}

/** @param lines of one page, in order */
export function createLineFit(lines: readonly TextLine[]): LineFit {
  const columns = columnNumbers(lines);
  const places = new Map(lines.map((line, at) => [line, at]));
  return {
    endsEarly(line, next) {
      const at = places.get(line);
      if (at === undefined) return true;
      let left = line.left;
      let right = line.right;
      const from = Math.max(0, at - reach);
      for (let near = from; near < Math.min(lines.length, at + reach + 1); near++) {
        const other = lines[near];
        if (other === undefined || columns[near] !== columns[at]) continue;
        if (Math.abs(other.size - line.size) > line.size * sizeTolerance) continue;
        left = Math.min(left, other.left);
        right = Math.max(right, other.right);
      }
      const room = line.isRightToLeft ? line.left - left : right - line.right;
      return room > firstWordWidth(next) + line.size * (spaceWidth + slack);
    },
  };
}

/** Lines that go down the page below each other have one number. */
function columnNumbers(lines: readonly TextLine[]): readonly number[] {
  let column = 0;
  return lines.map((line, at) => {
    const above = lines[at - 1];
    if (above && !isBelow(above, line)) column++;
    return column;
  });
}

/** Whether a line stands under another one, not at the top of another column. */
export function isBelow(above: TextLine, line: TextLine): boolean {
  if (above.page !== line.page || above.isAside !== line.isAside) return false;
  if (line.y < above.y - line.size * 0.2) return false;
  return line.left < above.right && line.right > above.left;
}

function firstWordWidth({ text, left, right }: TextLine): number {
  const length = noSpaces.test(text) ? 1 : text.search(/\s|$/);
  return ((right - left) * length) / Math.max(1, text.length);
}

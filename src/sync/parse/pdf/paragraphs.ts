import { type BodyStyle, roundedSize } from './body-style.ts';
import type { JoinedLine } from './join-hyphens.ts';
import { isBelow, type LineFit } from './line-fit.ts';
import { type ListMark, listMarkOf } from './list-marks.ts';
import type { TextLine } from './text-line.ts';
import { wideCells } from './wide-cells.ts';

/** A paragraph or an item of a list, line by line. */
export interface Paragraph {
  /** From 0: where it begins. */
  readonly page: number;
  readonly lines: readonly JoinedLine[];
  readonly item: ListItem | undefined;
  readonly first: TextLine;
  readonly last: TextLine;
  /** Its last line is full and ends no sentence. */
  readonly isOpen: boolean;
}

export interface ListItem {
  readonly mark: ListMark;
  readonly left: number;
}

/** A step to the next line that is this much larger than usual divides paragraphs. */
const maxStep = 1.3;
const sizeTolerance = 0.08;
/** Of a word of usual length, in sizes. */
const wordWidth = 3;
/** First lines are moved in by this many sizes. */
const indent = 0.6;

const sentenceEnd = /[.!?:;。！？：；]["'”’»)\]]*(?:\[\d+\]|\d{1,2})?$/;
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;

/**
 * Groups lines of one page that are neither headings nor tables nor code into paragraphs. A PDF keeps
 * none: they are told by the steps between lines, by first lines that are moved in, by last lines that
 * leave room, and by the marks of list items.
 */
export function paragraphsOf(
  lines: readonly TextLine[],
  fit: LineFit,
  body: BodyStyle,
): readonly Paragraph[] {
  const open: { lines: TextLine[]; joined: JoinedLine[]; item: ListItem | undefined }[] = [];
  for (const [at, line] of lines.entries()) {
    const above = lines[at - 1];
    const current = open.at(-1);
    const mark = listMarkOf(line.text);
    const isStart =
      above === undefined ||
      current === undefined ||
      (mark && beginsItem(mark, above, line, fit.endsEarly(above, line), current.item)) ||
      isParted(current, above, line, lines[at + 1], fit.endsEarly(above, line), body);
    if (isStart) {
      const item = mark === undefined ? undefined : { mark, left: line.left };
      const text = mark === undefined ? line.text : line.text.slice(mark.length);
      open.push({ lines: [line], joined: [{ text, joint: '' }], item });
    } else {
      current.lines.push(line);
      current.joined.push({
        text: line.text,
        joint: jointOf(above, line, fit.endsEarly(above, line)),
      });
    }
  }
  return open.flatMap(({ lines: of, joined, item }) => {
    const [first] = of;
    const last = of.at(-1);
    if (first === undefined || last === undefined) return [];
    const word = { ...last, text: 'word', right: last.left + last.size * wordWidth };
    const isOpen = !endsSentence(last) && !fit.endsEarly(last, word);
    return [{ page: first.page, lines: joined, item, first, last, isOpen }];
  });
}

/** Whether a paragraph at the top of a column or page goes on with the one that was open before. */
export function continuesParagraph(open: Paragraph, next: Paragraph): boolean {
  if (next.item !== undefined || next.first.isAside || open.last.isAside) return false;
  if (roundedSize(open.last.size) !== roundedSize(next.first.size)) return false;
  if (open.last.isBold !== next.first.isBold) return false;
  if (/[\p{L}][-\u00ad\u2010]$/u.test(open.last.text.slice(-4)))
    return /^\p{Ll}/u.test(next.first.text);
  return open.isOpen && /^["“(]?[\p{Ll}\p{Lo}]/u.test(next.first.text);
}

/** The lines of two paragraphs as one. */
export function joinedParagraph(open: Paragraph, next: Paragraph): Paragraph {
  const [first, ...rest] = next.lines;
  if (first === undefined) return open;
  const joint = jointOf(open.last, next.first, false);
  return {
    ...open,
    lines: [...open.lines, { ...first, joint }, ...rest],
    last: next.last,
    isOpen: next.isOpen,
  };
}

/** A number at the beginning of a full line may be one of the sentence. */
function beginsItem(
  mark: ListMark,
  above: TextLine,
  line: TextLine,
  isEarly: boolean,
  item: ListItem | undefined,
): boolean {
  if (!mark.isNumber) return true;
  const isMember = item?.mark.isNumber === true && Math.abs(item.left - line.left) < line.size;
  return isMember || isEarly || endsSentence(above) || !isBelow(above, line);
}

function isParted(
  current: { readonly lines: readonly TextLine[]; readonly item: ListItem | undefined },
  above: TextLine,
  line: TextLine,
  below: TextLine | undefined,
  isEarly: boolean,
  body: BodyStyle,
): boolean {
  if (above.isAside !== line.isAside) return true;
  if (Math.abs(above.size - line.size) > body.size * sizeTolerance) return !isRaised(above, line);
  const isEnd = endsSentence(above);
  if (line.isAside) return isEnd;
  if (!isBelow(above, line)) return isEnd || isEarly || !/^["“(]?[\p{Ll}\p{Lo}]/u.test(line.text);
  if (line.y - above.y > Math.max(line.size, above.size) * body.leading * maxStep) return true;
  if (above.isBold !== line.isBold && isEarly) return true;
  if (above.tag && line.tag && above.tag.element !== line.tag.element) return isEnd || isEarly;
  const moved = startOf(line) - startOf(above);
  const step = line.size * indent;
  // Moved in against what follows: a first line. Back out, and no first line above: what was moved in ends.
  if (moved > step && below && isBelow(line, below) && startOf(line) - startOf(below) > step) {
    return isEnd || isEarly;
  }
  if (moved < -step && (current.lines.length > 1 || current.item !== undefined)) return true;
  return isEnd && isEarly;
}

/** A small piece on its own baseline: the number of a note, a part of a formula. */
function isRaised(above: TextLine, line: TextLine): boolean {
  return Math.abs(line.y - above.y) < Math.max(line.size, above.size) * 0.8;
}

/** Its end alone is looked at: a line can be as long as a document. */
function endsSentence({ text }: TextLine): boolean {
  return sentenceEnd.test(text.slice(-20));
}

/** Where reading begins, growing in the way of reading. */
function startOf(line: TextLine): number {
  return line.isRightToLeft ? -line.right : line.left;
}

/** Something stands beside something else: rows stay rows. */
function isRow(line: TextLine): boolean {
  return line.cells.length > 1 && wideCells(line).length > 1 && listMarkOf(line.text) === undefined;
}

function jointOf(above: TextLine, line: TextLine, isEarly: boolean): JoinedLine['joint'] {
  if ((isEarly && !line.isAside) || above.hasLeader || isRow(above) || isRow(line)) return '\n';
  const [last = '', first = ''] = [above.text.slice(-1), line.text.slice(0, 1)];
  return unspaced.test(last) && unspaced.test(first) ? '' : ' ';
}

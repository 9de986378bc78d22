import { type BodyStyle, roundedSize } from './body-style.ts';
import { isChapterNumber } from './pdf-heading.ts';
import type { TextLine } from './text-line.ts';
import { wideCells } from './wide-cells.ts';

/** Lines that are set like a heading and stand like one; whether their style is one is another question. */
export interface HeadingCandidate {
  readonly lines: readonly TextLine[];
  readonly text: string;
  /** Lines of one style have one key. */
  readonly style: string;
  readonly size: number;
  readonly isLarge: boolean;
  /** It begins with a number, which letters and Roman numbers are not: names have initials. */
  readonly isNumbered: boolean;
  /** Parts of its number: 3 for `2.1.4`; 0 without one. */
  readonly numberDepth: number;
  /** The text that it stands above begins right below. */
  readonly hasTextBelow: boolean;
}

/** Letters of a heading against those of the text. */
const largeRatio = 1.12;
const smallestRatio = 0.93;
const maxLength = 140;
const maxLines = 3;
const maxStep = 1.75;
/** Space above a heading in letters of the text's own size, against the usual step. */
const minSpaceAbove = 1.15;

const caption =
  /^(?:table|figure|fig\.?|listing|algorithm|example|exhibit|equation|tabelle|abbildung|abb\.?|tableau|tabla|figura)\s*[\dA-Z]+(?:\.\d+)*\s*[.:–-]/i;
const listMark = /^(?:[•◦▪‣●○■–—*·-]\s|\(?[a-z]\)|\(\d+\))/;
const chapter =
  /^(?:chapter|appendix|kapitel|anhang|chapitre|annexe|cap[ií]tulo) [\dA-Z]{1,3}\s?[.:–-]?\s+(?=\p{L})/iu;
const number =
  /^(?:§\s*)?(?:(\d{1,3}(?:\.\d{1,3}){0,5})[.):]?|[IVX]{1,6}[.):]|[A-Z](?:\.\d{1,3}){0,4}[.):]?|[A-Z]\.\d{1,3})\s+(?=\p{L})/u;

/** The lines of a page that could be headings, by size, weight and the space around them. */
export function headingCandidates(
  lines: readonly TextLine[],
  body: BodyStyle,
  isTaken: (line: TextLine) => boolean,
): readonly HeadingCandidate[] {
  const candidates: HeadingCandidate[] = [];
  for (let at = 0; at < lines.length; ) {
    const first = lines[at];
    if (first === undefined || isTaken(first) || !canBegin(first, lines[at - 1], body)) {
      at++;
      continue;
    }
    let end = at + 1;
    while (end < lines.length && continues(lines[end - 1], lines[end], isTaken)) end++;
    const group = lines.slice(at, end);
    const text = group.map((line) => line.text).join(' ');
    if (group.length <= maxLines && isHeadingText(text, isLarge(first, body))) {
      candidates.push({
        lines: group,
        text,
        style: candidateStyle(first, text, body),
        size: roundedSize(first.size),
        isLarge: isLarge(first, body),
        isNumbered: /^(?:§\s*)?\d/.test(text) && numberDepth(text) > 0,
        numberDepth: numberDepth(text),
        hasTextBelow: isText(group.at(-1), lines[end], body),
      });
    }
    at = end;
  }
  return candidates;
}

/** Fat lines of the text's size are told apart by their numbers: with one, they are surely headings. */
function candidateStyle(first: TextLine, text: string, body: BodyStyle): string {
  const style = styleOf(first);
  return isLarge(first, body) || numberDepth(text) === 0 ? style : `${style} numbered`;
}

export function styleOf(line: TextLine): string {
  return `${roundedSize(line.size)}${line.isBold ? ' bold' : ''}${line.isItalic ? ' italic' : ''}`;
}

export function isLarge(line: TextLine, body: BodyStyle): boolean {
  return line.size >= body.size * largeRatio;
}

function canBegin(line: TextLine, before: TextLine | undefined, body: BodyStyle): boolean {
  if (line.isAside || line.hasLeader || line.isMono) return false;
  const cellCount = wideCells(line).length;
  if (cellCount > (numberDepth(line.text) > 0 ? 2 : 1)) return false;
  if (isLarge(line, body)) return true;
  if (line.size < body.size * smallestRatio || body.isBold || !line.isBold) return false;
  const step = before === undefined ? 0 : (line.y - before.y) / body.size;
  // A step up is the top of the next column.
  return step <= 0 || step >= body.leading * minSpaceAbove;
}

/** Whether a line goes on with the heading above it. */
function continues(
  above: TextLine | undefined,
  line: TextLine | undefined,
  isTaken: (line: TextLine) => boolean,
): boolean {
  if (above === undefined || line === undefined || isTaken(line)) return false;
  const step = line.y - above.y;
  if (step <= 0 || step > line.size * maxStep || line.hasLeader) return false;
  return styleOf(above) === styleOf(line) && numberDepth(line.text) === 0;
}

function isHeadingText(text: string, isLargeText: boolean): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (text.length > maxLength || letters < 2 || letters * 2 < text.replace(/\s/g, '').length) {
    return false;
  }
  if (!/\p{L}{2}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return false;
  if (isChapterNumber(text)) return true;
  if (listMark.test(text) || caption.test(text) || /^\p{Ll}/u.test(text)) return false;
  if (/[,;\u00ad-]$/.test(text)) return false;
  if (isLargeText) return !/\p{Ll}\.$/u.test(text) || numberDepth(text) > 0;
  return !/[.!:…]$/.test(text);
}

/** Whether the line below is text of the usual kind, near enough to belong to what is above it. */
function isText(above: TextLine | undefined, line: TextLine | undefined, body: BodyStyle): boolean {
  if (above === undefined || line === undefined) return false;
  const step = line.y - above.y;
  if (step <= 0 || step > body.size * body.leading * 4) return false;
  return !line.isBold && Math.abs(line.size - body.size) <= body.size * 0.1;
}

export function numberDepth(text: string): number {
  const found = number.exec(text);
  if (found === null) return chapter.test(text) ? 1 : 0;
  return (found[1] ?? found[0].replace(/[.):]?\s+$/, '')).split('.').length;
}

import type { DrawnLine } from './text-line.ts';
import type { TextRun } from './text-run.ts';

/** Baselines that are nearer than this, in sizes of the larger text, are one: raised notes and indices. */
const sameBaseline = 0.45;
/** Gaps in sizes of the text: a space between words, and a gap that typesetters seldom leave inside a line. */
const spaceGap = 0.13;
/** White space that was drawn without room for it was guessed from a font's wrong measures. */
const leastSpaceGap = 0.06;
const cellGap = 0.75;

/** The runs of a page as lines: the runs of one baseline that are drawn one after the other. */
export function buildLines(page: number, runs: readonly TextRun[]): readonly DrawnLine[] {
  const turn = usualTurn(runs);
  const groups: TextRun[][] = [];
  let size = 0;
  let last: TextRun | undefined;
  let base: TextRun | undefined;
  for (const run of runs) {
    if (last && repeats(last, run)) continue;
    if (
      last &&
      base &&
      run.turn === last.turn &&
      run.isVertical === last.isVertical &&
      isOnLine(base, last, run, size)
    ) {
      groups.at(-1)?.push(run);
      if (run.size > size) base = run;
      size = Math.max(size, run.size);
    } else {
      groups.push([run]);
      size = run.size;
      base = run;
    }
    last = run;
  }
  return groups.map((group) => lineOf(page, group, turn));
}

/** Fat type is sometimes made by drawing the same text twice. */
function repeats(last: TextRun, run: TextRun): boolean {
  return (
    last.text === run.text &&
    Math.abs(last.left - run.left) < run.size * 0.1 &&
    Math.abs(last.y - run.y) < run.size * 0.1
  );
}

function isOnLine(base: TextRun, last: TextRun, run: TextRun, size: number): boolean {
  if (run.isVertical) return Math.abs(run.left - last.left) < run.size * 0.3 && run.y > last.y;
  const largest = Math.max(size, run.size);
  if (Math.abs(run.y - base.y) > largest * sameBaseline) return false;
  if (Math.abs(run.y - base.y) < largest * 0.1) return true;
  // A raised or lowered piece stands close to what it belongs to.
  return run.left > last.right - largest && run.left < last.right + largest * 2;
}

function usualTurn(runs: readonly TextRun[]): number {
  const counts = [0, 0, 0, 0];
  for (const { turn, text } of runs) counts[turn] = (counts[turn] ?? 0) + text.length;
  return counts.indexOf(Math.max(...counts));
}

/** The dots that lead the eye to a page number are no text. */
const dots = /(?:\s?[.\u2024\u00b7_]){5,}\s*|\s?\u2026{3,}\s*/g;
/** Fonts of signs have their bullets where no letters are. */
const ownBullet = /^[\ue000-\uf8ff] (?=\S)/;

/** Most lines have none, and a look for two of them is quick. */
const perhapsDots = /\.\.|\. \.|__|\u00b7\u00b7|\u2024|\u2026\u2026/;

/** Letters by how they look: Arabic ones inside a word, parts of Chinese ones. Nobody searches for them. */
const shapes = /[\u2e80-\u2fdf\ufb00-\ufdff\ufe70-\ufefc]+/g;

function hasDots(text: string): boolean {
  return perhapsDots.test(text) && text.search(dots) >= 0;
}

function tidy(text: string): string {
  const led = perhapsDots.test(text) ? text.replace(dots, ' … ') : text;
  return led
    .replace(/\s+/g, ' ')
    .replace(shapes, (shaped) => shaped.normalize('NFKC'))
    .replace(looseAccent, composed)
    .trim();
}

/** TeX draws some accents as signs of their own in front of the letter. */
const looseAccent = /([\u00a8\u00b4\u02c6\u02dc\u02c7])\s?([\p{L}])/gu;
const combining = new Map([
  ['\u00a8', '\u0308'],
  ['\u00b4', '\u0301'],
  ['\u02c6', '\u0302'],
  ['\u02dc', '\u0303'],
  ['\u02c7', '\u030c'],
]);

function composed(all: string, accent: string, letter: string): string {
  const base = letter === '\u0131' ? 'i' : letter;
  const one = `${base}${combining.get(accent) ?? ''}`.normalize('NFC');
  return one.length === 1 ? one : all;
}

interface OpenCell {
  readonly parts: string[];
  readonly runs: TextRun[];
  readonly gapBefore: number;
  left: number;
  right: number;
}

function lineOf(page: number, drawn: readonly TextRun[], turn: number): DrawnLine {
  const isRightToLeft = letterCount(drawn, (run) => run.isRightToLeft) * 2 > letterCount(drawn);
  const runs = inReadingOrder(drawn, isRightToLeft);
  const size = sizeOf(runs);
  const cells: OpenCell[] = [];
  for (const [at, run] of runs.entries()) {
    const before = runs[at - 1];
    const cell = cells.at(-1);
    const gap = before ? Math.max(run.left - before.right, before.left - run.right) : 0;
    if (
      cell === undefined ||
      isOtherCell(before, run) ||
      (gap > size * cellGap && !run.isVertical)
    ) {
      const gapBefore = cell === undefined ? 0 : gap / size;
      const { left, right } = run;
      cells.push({ parts: [run.text.trim()], left, right, gapBefore, runs: [run] });
      continue;
    }
    const isApart = !run.isVertical && isWordGap(gap, run, size);
    cell.parts.push(`${isApart ? ' ' : ''}${run.text.trim()}`);
    cell.left = Math.min(cell.left, run.left);
    cell.right = Math.max(cell.right, run.right);
    cell.runs.push(run);
  }
  const raw = cells.map(({ parts }) => parts.join(''));
  const joined = raw.join(' ');
  const tidied = cells.map(({ left, right, gapBefore, runs: own }, at) => {
    return { text: tidy(raw[at] ?? ''), left, right, gapBefore, place: own[0]?.tag?.cell };
  });
  const text = tidied.length === 1 ? (tidied[0]?.text ?? '') : tidy(joined);
  return {
    page,
    text: text.replace(ownBullet, '• '),
    cells: tidied,
    left: cells.reduce((least, cell) => Math.min(least, cell.left), Number.POSITIVE_INFINITY),
    right: cells.reduce((most, cell) => Math.max(most, cell.right), Number.NEGATIVE_INFINITY),
    y: runs.find((run) => run.size >= size)?.y ?? 0,
    size,
    fonts: fontsOf(runs),
    isRightToLeft,
    isAside: runs.some((run) => run.turn !== turn || run.isVertical),
    hasLeader: hasDots(joined),
    tag: runs.find((run) => run.tag)?.tag,
  };
}

function isWordGap(gap: number, { isSpaced, size: own }: TextRun, size: number): boolean {
  if (gap > Math.min(size, own * 1.5) * spaceGap) return true;
  return isSpaced && (gap > own * leastSpaceGap || gap < -own * spaceGap);
}

function isOtherCell(before: TextRun | undefined, run: TextRun): boolean {
  const [one, two] = [before?.tag?.cell, run.tag?.cell];
  return one?.table !== two?.table || one?.row !== two?.row || one?.column !== two?.column;
}

/** From left to right, or the other way with numbers and foreign words the first way. */
function inReadingOrder(runs: readonly TextRun[], isRightToLeft: boolean): readonly TextRun[] {
  if (runs.some((run) => run.isVertical)) return runs;
  if (!isRightToLeft) {
    const isSorted = runs.every((run, at) => run.left >= (runs[at - 1]?.left ?? run.left));
    return isSorted ? runs : [...runs].sort((a, b) => a.left - b.left);
  }
  const sorted = [...runs].sort((a, b) => b.left - a.left);
  const ordered: TextRun[] = [];
  for (let at = 0; at < sorted.length; ) {
    let end = at + 1;
    if (sorted[at]?.isRightToLeft === false) {
      while (end < sorted.length && sorted[end]?.isRightToLeft === false) end++;
    }
    ordered.push(...sorted.slice(at, end).reverse());
    at = end;
  }
  return ordered;
}

function letterCount(
  runs: readonly TextRun[],
  counts: (run: TextRun) => boolean = () => true,
): number {
  return runs.reduce((sum, run) => sum + (counts(run) ? run.text.length : 0), 0);
}

/** A letter or two of another font, such as the mark of a note, do not count. */
const minFontShare = 0.05;

function fontsOf(runs: readonly TextRun[]): readonly string[] {
  const [first] = runs;
  if (first && runs.every(({ font }) => font === first.font)) return [first.font];
  const counts = new Map<string, number>();
  for (const { font, text } of runs) counts.set(font, (counts.get(font) ?? 0) + text.length);
  const least = letterCount(runs) * minFontShare;
  return [...counts].filter(([, count]) => count > least).map(([font]) => font);
}

function sizeOf(runs: readonly TextRun[]): number {
  const counts = new Map<number, number>();
  for (const { size, text } of runs) counts.set(size, (counts.get(size) ?? 0) + text.length);
  let usual = 0;
  let most = 0;
  for (const [size, count] of counts) {
    if (count > most) [usual, most] = [size, count];
  }
  return usual;
}

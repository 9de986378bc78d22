import type { Block } from '#core/block.ts';
import { readLine, trimmedEnd } from '../parse/line.ts';

export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * One way to divide a text: offsets inside the range at which a new part may begin. They are found one
 * by one, for a range can have millions.
 */
export type Splitter = (text: string, range: Range) => Iterable<number>;

/** Ways to divide a block of each kind, the best one first; each is tried on what stays too large. */
export const splittersOf: Readonly<Record<Block['kind'], readonly Splitter[]>> = {
  heading: [sentences, lines],
  paragraph: [sentences, lines],
  quote: [sentences, lines],
  list: [outerItems, items, sentences, lines],
  code: [lines],
  table: [lines],
};

/** The parts of a range between such offsets, without white space at their ends. */
export function* partsOf(text: string, range: Range, split: Splitter): Generator<Range> {
  let { start } = range;
  for (const next of split(text, range)) {
    const end = trimmedEnd(text, start, next);
    if (end === start) continue;
    yield { start, end };
    start = next;
  }
  const end = trimmedEnd(text, start, range.end);
  if (end > start) yield { start, end };
}

export function* lines(text: string, { start, end }: Range): Generator<number> {
  for (let at = readLine(text, start).next; at < end; ) {
    const line = readLine(text, at);
    if (!line.blank) yield line.start;
    at = line.next;
  }
}

const itemMarker = /^[ \t]*(?:>[ \t]*)*(?:[-*+]|\d{1,9}[.)])[ \t]/;

function items(text: string, range: Range): Iterable<number> {
  return itemsWithin(text, range, Number.POSITIVE_INFINITY);
}

function outerItems(text: string, range: Range): Iterable<number> {
  const first = readLine(text, range.start);
  return itemsWithin(text, range, first.indent + 1);
}

function* itemsWithin(text: string, range: Range, maxIndent: number): Generator<number> {
  for (const start of lines(text, range)) {
    const line = readLine(text, start);
    if (line.indent <= maxIndent && itemMarker.test(text.slice(start, line.end))) yield start;
  }
}

const sentenceEnd = /[.!?…]["'”’)\]*_`]*(\s+)(?=[^\s\p{Ll}])|[。！？]["”’」』）]*(\s*)(?=\S)/gu;

/** Begins of sentences: a line start, or the first word. */
function* sentences(text: string, { start, end }: Range): Generator<number> {
  for (const match of text.slice(start, end).matchAll(sentenceEnd)) {
    const gap = match[1] ?? match[2] ?? '';
    const word = match.index + match[0].length;
    const lineStart = gap.lastIndexOf('\n') + 1;
    yield start + (lineStart > 0 ? word - gap.length + lineStart : word);
  }
}

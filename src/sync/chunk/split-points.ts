import type { Block } from '#core/block.ts';
import { readLine, trimmedEnd } from '../parse/line.ts';

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** One way to divide a text: offsets inside the range at which a new part may begin. */
export type Splitter = (text: string, range: Range) => readonly number[];

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
export function partsOf(text: string, range: Range, split: Splitter): readonly Range[] {
  const parts: Range[] = [];
  let start = range.start;
  for (const next of [...split(text, range), range.end]) {
    const end = trimmedEnd(text, start, next);
    if (end > start) {
      parts.push({ start, end });
      start = next;
    }
  }
  return parts;
}

export function lines(text: string, { start, end }: Range): readonly number[] {
  const starts: number[] = [];
  for (let at = readLine(text, start).next; at < end; ) {
    const line = readLine(text, at);
    if (!line.blank) starts.push(line.start);
    at = line.next;
  }
  return starts;
}

const itemMarker = /^[ \t]*(?:>[ \t]*)*(?:[-*+]|\d{1,9}[.)])[ \t]/;

function items(text: string, range: Range): readonly number[] {
  return itemsWithin(text, range, Number.POSITIVE_INFINITY);
}

function outerItems(text: string, range: Range): readonly number[] {
  const first = readLine(text, range.start);
  return itemsWithin(text, range, first.indent + 1);
}

function itemsWithin(text: string, range: Range, maxIndent: number): readonly number[] {
  return lines(text, range).filter((start) => {
    const line = readLine(text, start);
    return line.indent <= maxIndent && itemMarker.test(text.slice(start, line.end));
  });
}

const sentenceEnd = /[.!?…]["'”’)\]*_`]*(\s+)(?=[^\s\p{Ll}])|[。！？]["”’」』）]*(\s*)(?=\S)/gu;

/** Begins of sentences: a line start, or the first word. */
function sentences(text: string, { start, end }: Range): readonly number[] {
  const source = text.slice(start, end);
  const starts: number[] = [];
  for (const match of source.matchAll(sentenceEnd)) {
    const gap = match[1] ?? match[2] ?? '';
    const word = match.index + match[0].length;
    const lineStart = gap.lastIndexOf('\n') + 1;
    starts.push(start + (lineStart > 0 ? word - gap.length + lineStart : word));
  }
  return starts;
}

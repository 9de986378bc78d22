/** A place in a text where the content of another file belongs. */
export interface Include {
  readonly start: number;
  readonly end: number;
  /** As written. */
  readonly path: string;
  /** `text` is read as a part of the document, `code` is shown, `lines` come in as they are. */
  readonly as: 'text' | 'code' | 'lines';
  /** Of code, where the author says it. */
  readonly language?: string;
  /** The part of the file that is meant; absent means all of it. */
  readonly part?: Part;
  /** What stands before it on its line: every line that it brings gets the same. */
  readonly indent: string;
  /** By how much its headings are lowered. */
  readonly levelOffset?: number;
}

export type Part =
  /** Counted from 1, both ends included; below 0 from the end of the file. */
  | { readonly is: 'lines'; readonly ranges: readonly LineRange[] }
  | { readonly is: 'region'; readonly name: string }
  /** Regions of AsciiDoc, by name, `*`, `**`, and what a `!` takes away again. */
  | { readonly is: 'tags'; readonly wanted: readonly string[] }
  /** Between two texts: each is met for the first time, the second one behind the first. */
  | { readonly is: 'between'; readonly from?: Mark; readonly to?: Mark }
  /** A function or class of Python, `Class.method`. */
  | { readonly is: 'python'; readonly name: string }
  /** Without the spaces that all lines begin with, or that many of them. */
  | { readonly is: 'dedented'; readonly by?: number }
  /** One after the other. */
  | { readonly is: 'steps'; readonly steps: readonly Part[] };

export interface LineRange {
  readonly from: number;
  readonly to: number;
}

export interface Mark {
  readonly text: string;
  /** What stops at a mark stops at the text itself, or at the line that holds it. */
  readonly whole: 'text' | 'line';
  /** Whether the line of the mark is a part of it. */
  readonly kept: boolean;
}

export function lines(from: string | undefined, to: string | undefined): Part {
  const range = { from: Number(from) || 1, to: Number(to) || Number.POSITIVE_INFINITY };
  return { is: 'lines', ranges: [range] };
}

/** `3`, `2-5`, `7-`, `-4`, `2..5` and lists of these; undefined for what is none. */
export function lineRanges(written: string): Part | undefined {
  const ranges: LineRange[] = [];
  const items = written.split(/[,;]/).filter((item) => item.trim() !== '');
  for (const item of items) {
    const [, from, dash, to] = /^\s*(\d*)\s*(-|\.\.)?\s*(-?\d*)\s*$/.exec(item) ?? [];
    if (from === undefined || (from === '' && dash === undefined)) return undefined;
    const first = Number(from) || 1;
    ranges.push({ from: first, to: dash === undefined ? first : Number(to) || -1 });
  }
  return ranges.length === 0 ? undefined : { is: 'lines', ranges };
}

export function rangeOf(match: RegExpExecArray): { readonly start: number; readonly end: number } {
  return { start: match.index, end: match.index + match[0].length };
}

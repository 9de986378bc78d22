import type { TagOfCell, TagOfText } from './struct-tags.ts';

/** A stretch of a line with a gap on either side, or the whole of it. */
export interface LineCell {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  /** To the cell before, in sizes of the line; 0 for the first. */
  readonly gapBefore: number;
  /** Where it stands in a table, as the tags of the document have it. */
  readonly place: TagOfCell | undefined;
}

/** Text on one baseline, before its fonts are known. Lengths are points; `y` grows downwards. */
export interface DrawnLine {
  /** From 0. */
  readonly page: number;
  /** The cells with a space between them. */
  readonly text: string;
  readonly cells: readonly LineCell[];
  readonly left: number;
  readonly right: number;
  /** Of the baseline. */
  readonly y: number;
  /** That of most of its letters. */
  readonly size: number;
  /** Those of most of its letters, by the engine's names. */
  readonly fonts: readonly string[];
  readonly isRightToLeft: boolean;
  /** Turned against most of the page, or written downwards: its place says little. */
  readonly isAside: boolean;
  /** Dots led from its text to a number. */
  readonly hasLeader: boolean;
  readonly tag: TagOfText | undefined;
}

/** A line with what its fonts look like. */
export interface TextLine extends DrawnLine {
  readonly isBold: boolean;
  readonly isItalic: boolean;
  readonly isMono: boolean;
}

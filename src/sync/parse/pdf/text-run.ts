import type { TagOfText } from './struct-tags.ts';

/** Text that was drawn in one go. Lengths are points; `y` grows downwards, whatever way the page is turned. */
export interface TextRun {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  /** Of its baseline. */
  readonly y: number;
  readonly size: number;
  /** The engine's name of the font. */
  readonly font: string;
  readonly isRightToLeft: boolean;
  /** Quarter turns clockwise of the text against the page as it is shown. */
  readonly turn: 0 | 1 | 2 | 3;
  /** Glyphs stand below each other, as in Japanese books. */
  readonly isVertical: boolean;
  /** White space was drawn in front of it. */
  readonly isSpaced: boolean;
  readonly tag: TagOfText | undefined;
}

import type { Block } from '#core/block.ts';
import { readLine, trimmedEnd } from '../line.ts';
import { refuseManyBlocks } from '../refuse-many-blocks.ts';

/** A block before headings have their names: those depend on all headings before. */
export interface ScannedBlock {
  readonly kind: Block['kind'];
  readonly start: number;
  readonly end: number;
  readonly heading?: {
    readonly level: number;
    /** Inline Markdown, without the marks that make it a heading. */
    readonly source: string;
    /** An id that stands by itself before the heading. */
    readonly id: string | undefined;
  };
  readonly language?: string;
  readonly rowsStart?: number;
}

/** Takes blocks in the order of the text. */
export interface BlockSink {
  readonly text: string;
  readonly blocks: ScannedBlock[];
  /** How many fences in lists were looked for and not found closed. */
  unclosedCount: number;
}

/** Adds a block without the blank lines and white space at its ends; an empty one is not added. */
export function addBlock(
  sink: BlockSink,
  kind: Block['kind'],
  range: { readonly start: number; readonly end: number },
  extra: Pick<ScannedBlock, 'heading' | 'language' | 'rowsStart'> = {},
): void {
  const { text, blocks } = sink;
  const end = trimmedEnd(text, range.start, range.end);
  let { start } = range;
  for (let line = readLine(text, start); line.blank && start < end; line = readLine(text, start)) {
    start = line.next;
  }
  if (end <= start) return;
  refuseManyBlocks(blocks);
  blocks.push({ kind, start, end, ...extra });
}

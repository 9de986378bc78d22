import type { Block } from '#core/block.ts';
import { refuseLongText } from '../refuse-long-text.ts';
import { refuseManyBlocks } from '../refuse-many-blocks.ts';

const separator = '\n\n';

export type BlockExtra = Pick<Block, 'heading' | 'anchor' | 'language' | 'rowsStart'>;

/** Builds a text of blocks with a blank line between them, and knows where each one lies. */
export interface BlockWriter {
  /** Text without white space at its ends; an empty one is not written. `rowsStart` counts from the text. */
  write(kind: Block['kind'], text: string, extra?: BlockExtra): void;
  readonly blocks: readonly Block[];
  /** All that was written. */
  text(): string;
}

/** No getters: in an object that is made for each document, the engine remembers each one's for long. */
export function createBlockWriter(): BlockWriter {
  const parts: string[] = [];
  const blocks: Block[] = [];
  let length = 0;
  return {
    blocks,
    text: () => parts.join(separator),
    write(kind, text, extra = {}) {
      if (text === '') return;
      refuseManyBlocks(blocks);
      const start = length + (parts.length === 0 ? 0 : separator.length);
      const end = start + text.length;
      refuseLongText(end);
      const { rowsStart, ...rest } = extra;
      const block: Block = { kind, start, end, ...rest };
      blocks.push(rowsStart === undefined ? block : { ...block, rowsStart: start + rowsStart });
      parts.push(text);
      length = end;
    },
  };
}

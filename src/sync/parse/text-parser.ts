import type { Block } from '#core/block.ts';
import type { Parser } from '#core/parser.ts';
import { decodeText } from './decode-text.ts';
import { readLine, trimmedEnd } from './line.ts';

/** Plain text: blank lines separate paragraphs. */
export const textParser: Parser = {
  mediaTypes: ['text/plain'],
  extensions: ['.txt', '.text'],
  revision: 1,
  parse({ bytes, name }) {
    const text = decodeText(bytes, name);
    return { text, blocks: paragraphsOf(text), metadata: {} };
  },
};

function paragraphsOf(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let start: number | undefined;
  for (let at = 0; at < text.length; ) {
    const line = readLine(text, at);
    if (!line.blank) start ??= line.start;
    else if (start !== undefined) {
      blocks.push({ kind: 'paragraph', start, end: trimmedEnd(text, start, line.start) });
      start = undefined;
    }
    at = line.next;
  }
  if (start !== undefined) {
    blocks.push({ kind: 'paragraph', start, end: trimmedEnd(text, start, text.length) });
  }
  return blocks;
}

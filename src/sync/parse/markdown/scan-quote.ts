import { type Line, readLine } from '../line.ts';
import { fenceAt, interruptsParagraph } from './block-starts.ts';
import { scanFence } from './scan-fence.ts';
import { isTableAt, scanTable } from './scan-table.ts';
import { addBlock, type BlockSink } from './scanned-block.ts';

/**
 * Adds the block quote that begins at `opening` and returns where the next line starts. Fenced code
 * and tables inside become blocks of their own; headings inside are no headings of the document.
 */
export function scanQuote(sink: BlockSink, opening: Line): number {
  const { text } = sink;
  const contentOf = (line: Line) => quotedContent(text, line);
  let partStart = opening.start;
  let previous: Line | undefined;
  let at = opening.start;
  while (at < text.length) {
    const line = readLine(text, at);
    const content = contentOf(line);
    if (content === undefined) {
      const lazy = previous !== undefined && !line.blank && !interruptsParagraph(text, line);
      if (!lazy) break;
      at = line.next;
      continue;
    }
    const fence = fenceAt(text, content, line.end);
    const table = previous !== undefined && isTableAt(text, previous, line, contentOf);
    if (fence) {
      addBlock(sink, 'quote', { start: partStart, end: line.start });
      at = scanFence(sink, line, fence, { contentOf });
      partStart = at;
      previous = undefined;
    } else if (table && previous) {
      addBlock(sink, 'quote', { start: partStart, end: previous.start });
      at = scanTable(sink, { header: previous, delimiter: line }, contentOf);
      partStart = at;
      previous = undefined;
    } else {
      previous = content < line.end ? line : undefined;
      at = line.next;
    }
  }
  addBlock(sink, 'quote', { start: partStart, end: at });
  return at;
}

/** Where the text of a quoted line begins, behind all its `>`; undefined when it has none. */
function quotedContent(text: string, line: Line): number | undefined {
  if (line.indent > 3 || text[line.first] !== '>') return undefined;
  let at = line.first;
  while (at < line.end && (text[at] === '>' || text[at] === ' ' || text[at] === '\t')) at++;
  return at;
}

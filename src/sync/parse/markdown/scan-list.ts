import { type Line, readLine } from '../line.ts';
import { fenceAt, interruptsParagraph, isThematicBreak, listMarkerAt } from './block-starts.ts';
import { scanFence } from './scan-fence.ts';
import { isTableAt, scanTable } from './scan-table.ts';
import { addBlock, type BlockSink } from './scanned-block.ts';

/**
 * Adds the list that begins at `opening` and returns where the next line starts. Fenced code and
 * tables in its items become blocks of their own, so that they can be kept whole; the list goes on
 * behind them. Headings in items are no headings of the document.
 */
export function scanList(sink: BlockSink, opening: Line): number {
  const { text } = sink;
  let partStart = opening.start;
  let dedent = 0;
  let blankBefore = false;
  let previous: Line | undefined;
  let at = opening.start;

  const closePart = (end: number) => addBlock(sink, 'list', { start: partStart, end });

  while (at < text.length) {
    const line = readLine(text, at);
    if (line.blank) {
      blankBefore = true;
      previous = undefined;
      at = line.next;
      continue;
    }
    let content = line.first;
    const marker = isThematicBreak(text, line) ? undefined : listMarkerAt(text, line);
    if (line.indent < dedent || line === opening || dedent === 0) {
      if (marker && line.indent < Math.max(dedent, 4)) dedent = marker.contentIndent;
      else if (blankBefore || interruptsParagraph(text, line)) break;
    }
    if (marker) content = marker.content;
    const fence = fenceAt(text, content, line.end);
    if (fence) {
      closePart(line.start);
      at = scanFence(sink, line, fence, { dedent });
      partStart = at;
      previous = undefined;
    } else if (previous && isTableAt(text, previous, line, (row) => row.first)) {
      closePart(previous.start);
      at = scanTable(sink, { header: previous, delimiter: line }, (row) =>
        row.indent >= Math.min(dedent, 2) ? row.first : undefined,
      );
      partStart = at;
      previous = undefined;
    } else {
      previous = marker ? undefined : line;
      at = line.next;
    }
    blankBefore = false;
  }
  closePart(at);
  return at;
}

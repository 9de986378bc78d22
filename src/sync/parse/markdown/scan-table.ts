import { type Line, readLine } from '../line.ts';
import { interruptsParagraph } from './block-starts.ts';
import type { ContentOf } from './scan-fence.ts';
import { addBlock, type BlockSink } from './scanned-block.ts';
import { isTableHead } from './table-rows.ts';

/** Whether `line` can be a delimiter row, seen from its first character: cheap, asked of many lines. */
export function mayBeDelimiterRow(text: string, content: number): boolean {
  const first = text[content];
  return first === '|' || first === '-' || first === ':';
}

export function isTableAt(
  text: string,
  header: Line,
  delimiter: Line,
  contentOf: ContentOf,
): boolean {
  const top = contentOf(header);
  const under = contentOf(delimiter);
  return (
    top !== undefined &&
    under !== undefined &&
    mayBeDelimiterRow(text, under) &&
    isTableHead(text.slice(top, header.end), text.slice(under, delimiter.end))
  );
}

/**
 * Adds the table with this head and returns where the next line starts. It ends at a blank line, at
 * another block, or with its container.
 */
export function scanTable(
  sink: BlockSink,
  head: { readonly header: Line; readonly delimiter: Line },
  contentOf: ContentOf,
): number {
  const { text } = sink;
  const { header, delimiter } = head;
  let end = delimiter.next;
  while (end < text.length) {
    const line = readLine(text, end);
    const content = contentOf(line);
    if (line.blank || content === undefined || content === line.end) break;
    if (
      text[content] !== '|' &&
      interruptsParagraph(text, { ...line, first: content, indent: 0 })
    ) {
      break;
    }
    end = line.next;
  }
  addBlock(
    sink,
    'table',
    { start: header.start, end },
    end > delimiter.next ? { rowsStart: delimiter.next } : {},
  );
  return end;
}

import { type Line, readLine } from '../line.ts';
import { closesFence, type Fence } from './block-starts.ts';
import { addBlock, type BlockSink } from './scanned-block.ts';

/** Where the content of a line begins inside its container; undefined when the line is outside. */
export type ContentOf = (line: Line) => number | undefined;

/** How far behind text further left a closing fence is still looked for: keeps the scan linear. */
const maxLooseLength = 20_000;
/** After so many that nothing closed, a document is not searched for the end of another. */
const maxUnclosedCount = 50;

const anywhere: ContentOf = (line) => line.first;

/**
 * Adds the code block whose fence opens on `opening` and returns where the next line starts. The
 * block ends with the closing fence, with its container, or with the text. A list passes `dedent`:
 * its fence may close at any indent, and only when nothing closes it does text further left end it.
 */
export function scanFence(
  sink: BlockSink,
  opening: Line,
  fence: Fence,
  container: { readonly dedent?: number; readonly contentOf?: ContentOf } = {},
): number {
  const { text } = sink;
  const { dedent, contentOf = anywhere } = container;
  let outside: number | undefined;
  let end = text.length;
  for (let at = opening.next; at < text.length; ) {
    const line = readLine(text, at);
    const content = contentOf(line);
    if (content === undefined) {
      end = line.start;
      break;
    }
    const mayClose = dedent !== undefined || line.indent <= 3;
    if (mayClose && closesFence(text, content, line.end, fence)) {
      outside = undefined;
      end = line.next;
      break;
    }
    if (dedent !== undefined && !line.blank && line.indent < dedent) outside ??= line.start;
    const reach = sink.unclosedCount < maxUnclosedCount ? maxLooseLength : -1;
    if (outside !== undefined && line.start - outside > reach) break;
    at = line.next;
  }
  if (outside !== undefined) sink.unclosedCount++;
  end = outside ?? end;
  addBlock(
    sink,
    'code',
    { start: opening.start, end },
    fence.language === undefined ? {} : { language: fence.language },
  );
  return end;
}

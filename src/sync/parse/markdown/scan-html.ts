import { type Line, readLine } from '../line.ts';
import type { HtmlStart } from './block-starts.ts';
import { addBlock, type BlockSink } from './scanned-block.ts';

const heading = /^\s*<h([1-6])\b([^>]*)>([\s\S]*?)<\/h\1\s*>\s*$/i;

/**
 * Passes over an HTML block and returns where scanning goes on, which after a comment can be in the
 * middle of a line. Comments, scripts and styles are not visible and add nothing.
 */
export function scanHtml(sink: BlockSink, line: Line, start: HtmlStart): number {
  const { text } = sink;
  switch (start) {
    case 'comment':
      return indexAfter(text, '-->', line.first + 4);
    case 'script':
    case 'style':
      return endOfLine(text, indexAfter(text, `</${start}>`, line.first));
    case 'pre':
    case 'textarea': {
      const end = endOfLine(text, indexAfter(text, `</${start}>`, line.first));
      addBlock(sink, 'code', { start: line.start, end });
      return end;
    }
    case 'block':
      return scanTags(sink, line);
  }
}

function scanTags(sink: BlockSink, opening: Line): number {
  const { text } = sink;
  let end = opening.next;
  while (end < text.length) {
    const line = readLine(text, end);
    if (line.blank) break;
    end = line.next;
  }
  const source = text.slice(opening.start, end);
  const match = source.length < 2_000 ? heading.exec(source) : null;
  if (match === null) addBlock(sink, 'paragraph', { start: opening.start, end });
  else {
    const [, level, attributes = '', inner = ''] = match;
    const id = /\bid\s*=\s*["']?([^\s"'>]+)/i.exec(attributes)?.[1];
    addBlock(
      sink,
      'heading',
      { start: opening.start, end },
      { heading: { level: Number(level), source: inner.replace(/\s+/g, ' '), id } },
    );
  }
  return end;
}

/** Just behind the next `needle`, in any case; the end of the text when there is none. */
function indexAfter(text: string, needle: string, from: number): number {
  const exact = text.indexOf(needle, from);
  if (exact >= 0) return exact + needle.length;
  const found = new RegExp(needle, 'gi');
  found.lastIndex = from;
  return found.test(text) ? found.lastIndex : text.length;
}

function endOfLine(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found < 0 ? text.length : found + 1;
}

import { type Line, readLine } from '../line.ts';
import { atxLevel, fenceAt, htmlStartAt, isThematicBreak, listMarkerAt } from './block-starts.ts';
import { idOfAnchorParagraph } from './explicit-id.ts';
import { scanFence } from './scan-fence.ts';
import { scanHtml } from './scan-html.ts';
import { scanList } from './scan-list.ts';
import { scanQuote } from './scan-quote.ts';
import { isTableAt, mayBeDelimiterRow, scanTable } from './scan-table.ts';
import { addBlock, type BlockSink, type ScannedBlock } from './scanned-block.ts';

/** A longer line with a `#` in front is text: it would travel with every chunk below it. */
const maxHeadingLength = 1_000;

interface Paragraph {
  readonly start: number;
  last: Line;
}

/**
 * Finds the blocks of Markdown, line by line and without a tree: what chunking needs to know, at the
 * speed of reading. `from` is where the visible text begins.
 */
export function scanBlocks(text: string, from: number): readonly ScannedBlock[] {
  const sink: BlockSink = { text, blocks: [], unclosedCount: 0 };
  let paragraph: Paragraph | undefined;
  let looseId: string | undefined;
  let at = from;

  /** Ends the open paragraph; one that is nothing but an id names the heading that follows. */
  const closeParagraph = () => {
    if (paragraph === undefined) return;
    const { start, last } = paragraph;
    paragraph = undefined;
    const first = text[start];
    const id =
      (first === '<' || first === '(') && last.end - start < maxHeadingLength
        ? idOfAnchorParagraph(text.slice(start, last.end).trim())
        : undefined;
    looseId = id;
    if (id === undefined) addBlock(sink, 'paragraph', { start, end: last.end });
  };
  const addHeading = (range: { start: number; end: number }, level: number, source: string) => {
    addBlock(sink, 'heading', range, { heading: { level, source, id: looseId } });
    looseId = undefined;
  };

  while (at < text.length) {
    const line = readLine(text, at);
    if (line.blank) {
      closeParagraph();
      at = line.next;
    } else if (line.indent > 3) {
      if (paragraph) {
        paragraph.last = line;
        at = line.next;
      } else {
        looseId = undefined;
        at = scanIndentedCode(sink, line);
      }
    } else {
      at = startBlock(line) ?? extendParagraph(line);
    }
  }
  closeParagraph();
  return sink.blocks;

  /** Scans the block that begins at this line; undefined when the line is text. */
  function startBlock(line: Line): number | undefined {
    switch (text[line.first]) {
      case '#':
        return atxHeading(line);
      case '=':
        return underline(line, 1);
      case '`':
      case '~': {
        const fence = fenceAt(text, line.first, line.end);
        if (fence === undefined) return undefined;
        begin();
        return scanFence(sink, line, fence);
      }
      case '>':
        begin();
        return scanQuote(sink, line);
      case '<': {
        const start = htmlStartAt(text, line);
        if (start === undefined) return undefined;
        closeParagraph();
        if (start !== 'comment') looseId = undefined;
        return scanHtml(sink, line, start);
      }
      case '|':
      case ':':
        return table(line);
      case '-':
        return underline(line, 2) ?? table(line) ?? ruleOrList(line);
      default:
        return ruleOrList(line);
    }
  }

  function begin(): void {
    closeParagraph();
    looseId = undefined;
  }

  function extendParagraph(line: Line): number {
    if (paragraph) paragraph.last = line;
    else {
      looseId = undefined;
      paragraph = { start: line.start, last: line };
    }
    return line.next;
  }

  function atxHeading(line: Line): number | undefined {
    const level = atxLevel(text, line);
    if (level === 0 || line.end - line.first > maxHeadingLength) return undefined;
    closeParagraph();
    const source = text.slice(line.first + level, line.end).trim();
    addHeading(line, level, source.replace(/(^|[ \t]+)#+$/, ''));
    return line.next;
  }

  /** A line of `=` or `-` under a paragraph makes it a heading. */
  function underline(line: Line, level: number): number | undefined {
    if (paragraph === undefined) return undefined;
    if (!/^[ \t]*(?:=+|-+)[ \t]*$/.test(text.slice(line.start, line.end))) return undefined;
    const { start, last } = paragraph;
    if (last.end - start > maxHeadingLength) return undefined;
    paragraph = undefined;
    const source = text
      .slice(start, last.end)
      .trim()
      .replace(/\s*\n\s*/g, ' ');
    addHeading({ start, end: line.end }, level, source);
    return line.next;
  }

  function table(delimiter: Line): number | undefined {
    if (paragraph === undefined || !mayBeDelimiterRow(text, delimiter.first)) return undefined;
    const header = paragraph.last;
    const contentOf = (line: Line) => (line.indent > 3 ? undefined : line.first);
    if (!isTableAt(text, header, delimiter, contentOf)) return undefined;
    if (header.start > paragraph.start) {
      addBlock(sink, 'paragraph', { start: paragraph.start, end: header.start });
    }
    paragraph = undefined;
    looseId = undefined;
    return scanTable(sink, { header, delimiter }, contentOf);
  }

  function ruleOrList(line: Line): number | undefined {
    if (isThematicBreak(text, line)) {
      begin();
      addBlock(sink, 'paragraph', line);
      return line.next;
    }
    const marker = listMarkerAt(text, line);
    if (marker === undefined || (paragraph && !marker.interrupts)) return undefined;
    begin();
    return scanList(sink, line);
  }
}

function scanIndentedCode(sink: BlockSink, opening: Line): number {
  const { text } = sink;
  let end = opening.next;
  let at = opening.next;
  while (at < text.length) {
    const line = readLine(text, at);
    if (!line.blank && line.indent <= 3) break;
    at = line.next;
    if (!line.blank) end = line.next;
  }
  addBlock(sink, 'code', { start: opening.start, end });
  return end;
}

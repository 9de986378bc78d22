import type { Block, Parsed } from '#core/block.ts';
import { cutText } from '#util/cut-text.ts';
import { type Line, readLine, trimmedEnd } from '../line.ts';
import { refuseManyBlocks } from '../refuse-many-blocks.ts';

const maxHeadingTextLength = 300;
/** With as many below it, a key holds nothing. */
const maxBlankLines = 29;

/**
 * Divides JSON or YAML, one value to a line, by the outermost keys that hold more than one line: such
 * a key is a heading, what it holds is code below it. Shorter entries lie together before it.
 */
export function writeSections(
  text: string,
  language: 'json' | 'yaml',
): Pick<Parsed, 'text' | 'blocks'> {
  const blocks: Block[] = [];
  const indent = language === 'json' ? outerIndent(text) : 0;
  let start: number | undefined;
  let isBelowKey = false;
  const flush = (to: number) => {
    if (start === undefined) return;
    const end = trimmedEnd(text, start, to);
    if (end > start) blocks.push({ kind: 'code', start, end, language });
    start = undefined;
  };
  for (const line of linesFrom(text, 0)) {
    const key = line.indent === indent ? keyOf(text, line, language) : undefined;
    const holdsMore = key !== undefined && isFollowedByMore(text, line, indent);
    // A short entry behind a long one is not below its key: a heading without a name ends that section.
    const endsSection = key !== undefined && !holdsMore && isBelowKey;
    if (key === undefined || !(holdsMore || endsSection)) {
      if (!line.blank) start ??= line.start;
      continue;
    }
    flush(line.start);
    refuseManyBlocks(blocks);
    isBelowKey = holdsMore;
    const name = holdsMore ? cutText(key, maxHeadingTextLength) : '';
    blocks.push({
      kind: 'heading',
      start: line.first,
      end: trimmedEnd(text, line.first, line.end),
      heading: { level: 1, text: name, anchor: undefined },
    });
  }
  flush(text.length);
  return { text, blocks };
}

/** One by one, for a large file has a million. */
function* linesFrom(text: string, start: number): Generator<Line> {
  for (let at = start; at < text.length; ) {
    const line = readLine(text, at);
    yield line;
    at = line.next;
  }
}

/** Whether what the line's key holds goes on below it. */
function isFollowedByMore(text: string, { next }: Line, indent: number): boolean {
  let count = 0;
  for (const below of linesFrom(text, next)) {
    if (!below.blank) return below.indent > indent || text[below.first] === '-';
    count++;
    if (count === maxBlankLines) return false;
  }
  return false;
}

function outerIndent(text: string): number {
  for (const line of linesFrom(text, readLine(text, 0).next)) {
    if (!line.blank && line.indent > 0) return line.indent;
  }
  return 0;
}

function keyOf(text: string, line: Line, language: 'json' | 'yaml'): string | undefined {
  const source = text.slice(line.first, Math.min(line.end, line.first + 1_000));
  if (language === 'json') return /^"((?:[^"\\]|\\.)*)"\s*:/.exec(source)?.[1];
  if (source.startsWith('- ')) return undefined;
  const [, double, single, plain] =
    /^(?:"([^"]*)"|'([^']*)'|([^\s#&*!|>%@`{}[\],:][^:#]*?))\s*:(?:\s|$)/.exec(source) ?? [];
  return double ?? single ?? plain;
}

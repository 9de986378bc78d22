import type { Block, Parsed } from '#core/block.ts';
import { cutText } from '#util/cut-text.ts';
import { type Line, readLine, trimmedEnd } from '../line.ts';
import { refuseManyBlocks } from '../refuse-many-blocks.ts';

const maxHeadingTextLength = 300;

/**
 * Divides JSON or YAML, one value to a line, by the outermost keys that hold more than one line: such
 * a key is a heading, what it holds is code below it. Shorter entries lie together before it.
 */
export function writeSections(
  text: string,
  language: 'json' | 'yaml',
): Pick<Parsed, 'text' | 'blocks'> {
  const blocks: Block[] = [];
  const lines = linesOf(text);
  const indent = language === 'json' ? outerIndent(lines) : 0;
  let start: number | undefined;
  let isBelowKey = false;
  const flush = (to: number) => {
    if (start === undefined) return;
    const end = trimmedEnd(text, start, to);
    if (end > start) blocks.push({ kind: 'code', start, end, language });
    start = undefined;
  };
  for (const [at, line] of lines.entries()) {
    const next = lines.slice(at + 1, at + 30).find((below) => !below.blank);
    const key = line.indent === indent ? keyOf(text, line, language) : undefined;
    const holdsMore = next !== undefined && (next.indent > indent || text[next.first] === '-');
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

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  for (let at = 0; at < text.length; ) {
    const line = readLine(text, at);
    lines.push(line);
    at = line.next;
  }
  return lines;
}

function outerIndent(lines: readonly Line[]): number {
  return lines.find((line, at) => at > 0 && !line.blank && line.indent > 0)?.indent ?? 0;
}

function keyOf(text: string, line: Line, language: 'json' | 'yaml'): string | undefined {
  const source = text.slice(line.first, Math.min(line.end, line.first + 1_000));
  if (language === 'json') return /^"((?:[^"\\]|\\.)*)"\s*:/.exec(source)?.[1];
  if (source.startsWith('- ')) return undefined;
  const [, double, single, plain] =
    /^(?:"([^"]*)"|'([^']*)'|([^\s#&*!|>%@`{}[\],:][^:#]*?))\s*:(?:\s|$)/.exec(source) ?? [];
  return double ?? single ?? plain;
}

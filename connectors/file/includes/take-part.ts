import type { LineRange, Mark, Part } from './include.ts';
import { takePythonObject } from './take-python-object.ts';
import { takeTags } from './take-tags.ts';

/** Marks that tools put around a part of a file, with its name: opening, then closing. */
const marks: readonly (readonly [open: RegExp, close: RegExp])[] = [
  [/\[start:([\w-]+)\]/, /\[end:([\w-]+)\]/],
  [/#\s*region\s+([\w-]+)/, /#\s*endregion(?:\s+([\w-]+))?/],
  [/#pragma\s+region\s+([\w-]+)/, /#pragma\s+endregion(?:\s+([\w-]+))?/],
];

/** The part of an included file that is meant, without the marks of parts; undefined when it is not there. */
export function takePart(text: string, part: Part | undefined): string | undefined {
  const lines = text.replace(/\n$/, '').split('\n');
  if (part === undefined) return lines.filter((line) => !isSectionMark(line)).join('\n');
  switch (part.is) {
    case 'lines':
      return lines.filter((_, at) => part.ranges.some(holds(at + 1, lines.length))).join('\n');
    case 'region':
      return takeRegion(lines, part.name)?.join('\n');
    case 'tags':
      return takeTags(lines, part.wanted)?.join('\n');
    case 'python':
      return takePythonObject(lines, part.name)?.join('\n');
    case 'between':
      return takeBetween(lines.join('\n'), part.from, part.to);
    case 'dedented':
      return dedented(lines, part.by).join('\n');
    case 'steps':
      return part.steps.reduce<string | undefined>(
        (rest, step) => (rest === undefined ? undefined : takePart(rest, step)),
        text,
      );
    default:
      return part satisfies never;
  }
}

function holds(line: number, lineCount: number) {
  const place = (end: number) => (end < 0 ? lineCount + 1 + end : end);
  return ({ from, to }: LineRange) => place(from) <= line && line <= place(to);
}

function takeRegion(lines: readonly string[], name: string): readonly string[] | undefined {
  for (const [open, close] of marks) {
    const from = lines.findIndex((line) => open.exec(line)?.[1] === name);
    if (from < 0) continue;
    const length = lines.slice(from + 1).findIndex((line) => {
      const end = close.exec(line);
      return end !== null && (end[1] ?? name) === name;
    });
    const to = length < 0 ? lines.length : from + 1 + length;
    return lines.slice(from + 1, to).filter((line) => !isSectionMark(line));
  }
  return undefined;
}

function isSectionMark(line: string): boolean {
  return /-8<-+[ \t]*\[(?:start|end):[\w-]+\]/.test(line);
}

function takeBetween(text: string, from: Mark | undefined, to: Mark | undefined) {
  const opening = from && spanOf(text, from, 0);
  if (from && !opening) return undefined;
  const start = opening === undefined ? 0 : from?.kept ? opening.start : opening.end;
  // What opens may be what closes: it is looked for behind the opening.
  const closing = to && spanOf(text, to, opening?.end ?? 0);
  if (to && !closing) return undefined;
  const end = closing === undefined ? text.length : to?.kept ? closing.end : closing.start;
  return text.slice(start, end).replace(/\n$/, '');
}

function spanOf(text: string, { text: wanted, whole }: Mark, behind: number) {
  const at = text.indexOf(wanted, behind);
  if (at < 0) return undefined;
  const after = at + wanted.length;
  if (whole === 'text') return { start: at, end: after };
  const lineEnd = text.indexOf('\n', after);
  return { start: text.lastIndexOf('\n', at) + 1, end: lineEnd < 0 ? text.length : lineEnd + 1 };
}

function dedented(lines: readonly string[], by?: number): readonly string[] {
  const filled = lines.filter((line) => line.trim() !== '');
  const common = Math.min(...filled.map((line) => line.length - line.trimStart().length));
  const count = Math.min(common, by ?? common);
  return Number.isFinite(count)
    ? lines.map((line) => line.slice(Math.min(count, line.length)))
    : lines;
}

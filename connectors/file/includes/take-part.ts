import type { Part } from './find-includes.ts';

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
  if (part.is === 'lines') return lines.slice(part.from - 1, part.to).join('\n');
  for (const [open, close] of marks) {
    const from = lines.findIndex((line) => open.exec(line)?.[1] === part.name);
    if (from < 0) continue;
    const length = lines.slice(from + 1).findIndex((line) => {
      const end = close.exec(line);
      return end !== null && (end[1] ?? part.name) === part.name;
    });
    const to = length < 0 ? lines.length : from + 1 + length;
    return lines
      .slice(from + 1, to)
      .filter((line) => !isSectionMark(line))
      .join('\n');
  }
  return undefined;
}

function isSectionMark(line: string): boolean {
  return /-8<-+[ \t]*\[(?:start|end):[\w-]+\]/.test(line);
}

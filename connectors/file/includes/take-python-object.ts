/**
 * A function, class or method of a Python file with its decorators, by how far its lines are
 * indented; undefined when it is not there.
 *
 * @param name `Class.method` for what lies in a class
 */
export function takePythonObject(
  lines: readonly string[],
  name: string,
): readonly string[] | undefined {
  let scope = lines;
  for (const part of name.split('.')) {
    const found = takeDefinition(scope, part);
    if (found === undefined) return undefined;
    scope = found;
  }
  return scope;
}

function takeDefinition(lines: readonly string[], name: string): readonly string[] | undefined {
  const at = lines.findIndex((line) => {
    const [, found] = /^\s*(?:async\s+)?(?:def|class)\s+(\w+)/.exec(line) ?? [];
    return found === name;
  });
  if (at < 0) return undefined;
  const depth = indentOf(lines[at] ?? '');
  let start = at;
  while (start > 0 && isDecorator(lines[start - 1] ?? '', depth)) start -= 1;
  let end = at + 1;
  for (let next = end; next < lines.length; next++) {
    const line = lines[next] ?? '';
    if (line.trim() === '') continue;
    // The brackets of a long signature may close where it began.
    if (indentOf(line) <= depth && !/^\s*[)\]]/.test(line)) break;
    end = next + 1;
  }
  return lines.slice(start, end);
}

function isDecorator(line: string, depth: number): boolean {
  return indentOf(line) === depth && line.trimStart().startsWith('@');
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

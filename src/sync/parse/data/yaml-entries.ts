import { readLine } from '../line.ts';

/** A stretch of a block mapping that holds whole entries. */
export interface YamlEntries {
  readonly source: string;
  /** Its first line, where it is one long entry and that line is a key with nothing behind it. */
  readonly header?: string;
}

const bareKey = /:[ \t]*(?:#.*)?$/;

/**
 * Divides the text of a block mapping between its entries, by their indent alone: each stretch has to
 * be parsed to see whether it is what it seems to be. Nothing comes out where entries are not known by
 * their first lines.
 *
 * @param length short entries are put together up to it
 */
export function* yamlEntries(text: string, length: number): Generator<YamlEntries> {
  const starts = entryStarts(text);
  let from = starts[0] ?? text.length;
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? text.length;
    if (end - from <= length) continue;
    if (start > from) yield { source: text.slice(from, start) };
    from = start;
    if (end - start <= length) continue;
    const source = text.slice(start, end);
    const line = readLine(text, start);
    const isBare = bareKey.test(text.slice(start, line.end));
    yield isBare ? { source, header: text.slice(start, line.next) } : { source };
    from = end;
  }
  if (from < text.length) yield { source: text.slice(from) };
}

/** Where the entries of the outermost mapping begin. Before the first are only comments. */
function entryStarts(text: string): readonly number[] {
  const starts: number[] = [];
  let indent: number | undefined;
  let isMarked = false;
  for (let at = 0; at < text.length; ) {
    const { start, first, end, next, blank, indent: own } = readLine(text, at);
    at = next;
    if (blank || text[first] === '#') continue;
    if (!isMarked && indent === undefined && text.slice(start, end).trimEnd() === '---') {
      isMarked = true;
      continue;
    }
    indent ??= own;
    if (own > indent) continue;
    if (own < indent || otherSign.test(text.slice(first, first + 3))) return [];
    // The items of a list may stand as far left as its key, and the value of an explicit key does.
    if (!partSign.test(text.slice(first, first + 2))) starts.push(start);
    else if (starts.length === 0) return [];
  }
  return starts;
}

/** A directive, the border of a document, or a value in brackets. */
const otherSign = /^(?:[%[{]|---|\.\.\.)/;
const partSign = /^[-:](?:\s|$)/;

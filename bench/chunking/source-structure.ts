/** A stretch of a source, in UTF-16 offsets. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What the fault checks know of a Markdown source. Read here by itself: no parser is asked that is measured. */
export interface SourceStructure {
  /** Front matter, comments, scripts, styles, empty anchors: nobody owes these a chunk. */
  readonly hidden: readonly Stretch[];
  readonly fences: readonly Stretch[];
  readonly tables: readonly (Stretch & { readonly header: string })[];
  /** Where headings begin. */
  readonly headings: readonly number[];
}

const hiddenPatterns = [
  /^---[ \t]*\n[\s\S]*?\n(?:---|\.\.\.)[ \t]*(?:\n|$)/,
  /<!--[\s\S]*?(?:-->|$)/g,
  /<(script|style)\b[\s\S]*?<\/\1>/gi,
  /<a\s+(?:name|id)="[^"]*"\s*(?:\/>|>\s*<\/a>|>)/gi,
];

export function structureOf(source: string): SourceStructure {
  const hidden: Stretch[] = [];
  for (const pattern of hiddenPatterns) {
    const found = pattern.global ? source.matchAll(pattern) : [pattern.exec(source)];
    for (const match of found) {
      if (match) hidden.push({ start: match.index, end: match.index + match[0].length });
    }
  }
  const isHidden = (at: number) => hidden.some(({ start, end }) => at >= start && at < end);
  const fences: Stretch[] = [];
  const tables: (Stretch & { header: string })[] = [];
  const headings: number[] = [];
  let fence: { readonly start: number; readonly mark: string } | undefined;
  let table: { start: number; end: number; header: string } | undefined;
  let previous: { readonly start: number; readonly line: string } | undefined;
  let at = 0;
  for (const line of source.split('\n')) {
    const start = at;
    at += line.length + 1;
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence) {
      if (mark?.startsWith(fence.mark) && line.trim() === mark) {
        fences.push({ start: fence.start, end: start + line.length });
        fence = undefined;
      }
      continue;
    }
    if (isHidden(start)) continue;
    if (table) {
      if (line.includes('|') && !mark) {
        table.end = start + line.length;
        continue;
      }
      tables.push(table);
      table = undefined;
    }
    if (mark && !(mark.startsWith('`') && /`/.test(line.trim().slice(mark.length)))) {
      fence = { start, mark };
    } else if (
      previous?.line.includes('|') &&
      /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(line) &&
      line.includes('|')
    ) {
      table = { start: previous.start, end: start + line.length, header: previous.line.trim() };
    } else if (/^ {0,3}#{1,6}(?:\s|$)/.test(line)) headings.push(start);
    previous = { start, line };
  }
  if (table) tables.push(table);
  return { hidden, fences, tables, headings };
}

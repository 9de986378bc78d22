import { unitAt } from '#util/unit-at.ts';
import type { Line } from '../line.ts';

const hash = 35;
const space = 32;
const tab = 9;

/** Level of an ATX heading, or 0. A `#` that no space follows is no heading. */
export function atxLevel(text: string, line: Line): number {
  if (line.indent > 3) return 0;
  let at = line.first;
  while (at < line.end && unitAt(text, at) === hash) at++;
  const level = at - line.first;
  if (level === 0 || level > 6) return 0;
  const after = unitAt(text, at);
  return at === line.end || after === space || after === tab ? level : 0;
}

export interface Fence {
  readonly mark: '`' | '~';
  readonly length: number;
  readonly language: string | undefined;
}

/** The fence that opens at `from`, if one does. */
export function fenceAt(text: string, from: number, end: number): Fence | undefined {
  const mark = text[from];
  if (mark !== '`' && mark !== '~') return undefined;
  let at = from;
  while (at < end && text[at] === mark) at++;
  if (at - from < 3) return undefined;
  const info = text.slice(at, end).trim();
  if (mark === '`' && info.includes('`')) return undefined;
  const language = /^\{?\.?([^\s{},:]+)/.exec(info)?.[1];
  return { mark, length: at - from, language };
}

/** Whether a fence is closed by what stands between `from` and `end`. */
export function closesFence(text: string, from: number, end: number, fence: Fence): boolean {
  let at = from;
  while (at < end && text[at] === fence.mark) at++;
  return at - from >= fence.length && text.slice(at, end).trim() === '';
}

/** `---`, `* * *`, `___`. */
export function isThematicBreak(text: string, line: Line): boolean {
  if (line.indent > 3) return false;
  const mark = text[line.first];
  if (mark !== '-' && mark !== '*' && mark !== '_') return false;
  let count = 0;
  for (let at = line.first; at < line.end; at++) {
    const character = text[at];
    if (character === mark) count++;
    else if (character !== ' ' && character !== '\t') return false;
  }
  return count >= 3;
}

export interface ListMarker {
  /** Columns from the line's start to the item's content. */
  readonly contentIndent: number;
  /** Where the content starts; the line's end when the item begins empty. */
  readonly content: number;
  /** A paragraph is interrupted only by an item that has content and, if numbered, starts at 1. */
  readonly interrupts: boolean;
}

export function listMarkerAt(text: string, line: Line): ListMarker | undefined {
  let at = line.first;
  let interrupts = true;
  const code = unitAt(text, at);
  if (code === 45 || code === 42 || code === 43) at++;
  else {
    while (at < line.end && isDigit(unitAt(text, at))) at++;
    const digits = at - line.first;
    if (digits === 0 || digits > 9) return undefined;
    if (text[at] !== '.' && text[at] !== ')') return undefined;
    interrupts = text.slice(line.first, at) === '1';
    at++;
  }
  const after = unitAt(text, at);
  if (at < line.end && after !== space && after !== tab) return undefined;
  const width = at - line.first;
  let content = at;
  while (content < line.end && (text[content] === ' ' || text[content] === '\t')) content++;
  const padding = content - at;
  const usual = padding >= 1 && padding <= 4 && content < line.end;
  return {
    contentIndent: line.indent + width + (usual ? padding : 1),
    content,
    interrupts: interrupts && content < line.end,
  };
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

const htmlBlock =
  /^<\/?(?:address|article|aside|blockquote|body|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|nav|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?=[\s/>]|$)/i;
const htmlRaw = /^<(script|style|pre|textarea)(?=[\s>]|$)/i;

export type HtmlStart = 'comment' | 'script' | 'style' | 'pre' | 'textarea' | 'block';

/** Which kind of HTML block begins at `line.first`; inline tags begin none. */
export function htmlStartAt(text: string, line: Line): HtmlStart | undefined {
  if (text[line.first] !== '<' || line.indent > 3) return undefined;
  if (text.startsWith('<!--', line.first)) return 'comment';
  const head = text.slice(line.first, Math.min(line.end, line.first + 20));
  switch (htmlRaw.exec(head)?.[1]?.toLowerCase()) {
    case 'script':
      return 'script';
    case 'style':
      return 'style';
    case 'pre':
      return 'pre';
    case 'textarea':
      return 'textarea';
  }
  return htmlBlock.test(head) ? 'block' : undefined;
}

/** Whether the line begins something that ends a paragraph. */
export function interruptsParagraph(text: string, line: Line): boolean {
  if (line.indent > 3) return false;
  switch (text[line.first]) {
    case '#':
      return atxLevel(text, line) > 0;
    case '>':
      return true;
    case '`':
    case '~':
      return fenceAt(text, line.first, line.end) !== undefined;
    case '<':
      return htmlStartAt(text, line) !== undefined;
    case '_':
      return isThematicBreak(text, line);
    default:
      return isThematicBreak(text, line) || (listMarkerAt(text, line)?.interrupts ?? false);
  }
}

import type { Search } from './search-forward.ts';
import type { SkipBraces } from './skip-braces.ts';

export interface Tag {
  /** Empty for a fragment. */
  readonly name: string;
  readonly is: 'open' | 'close' | 'alone';
  /** Attributes whose values are text. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Just behind it. */
  readonly end: number;
}

/** What looks ahead in the text without reading it over and over. */
export interface TagSource {
  readonly skipBraces: SkipBraces;
  readonly nextText: Search;
}

const tagName = /[A-Za-z][\w.:-]*/y;
const attributeName = /[\w$:.@-]+/y;

/** The tag that begins with the `<` at `from`; undefined when that is only a sign. */
export function readTag(text: string, from: number, source: TagSource): Tag | undefined {
  const { skipBraces } = source;
  let at = from + 1;
  const isClosing = text[at] === '/';
  if (isClosing) at++;
  const name = match(tagName, text, at) ?? '';
  at += name.length;
  if (name === '' && text[at] !== '>') return undefined;
  const attributes = new Map<string, string>();
  for (;;) {
    at = afterSpace(text, at);
    if (text[at] === '>') {
      return { name, is: isClosing ? 'close' : 'open', attributes, end: at + 1 };
    }
    if (text.startsWith('/>', at)) return { name, is: 'alone', attributes, end: at + 2 };
    if (text[at] === '{') {
      const end = skipBraces(at);
      if (end === undefined) return undefined;
      at = end;
      continue;
    }
    const key = match(attributeName, text, at);
    if (key === undefined) return undefined;
    at = afterSpace(text, at + key.length);
    if (text[at] !== '=') continue;
    at = afterSpace(text, at + 1);
    const value = readValue(text, at, source);
    if (value === undefined) return undefined;
    if (value.text !== undefined) attributes.set(key, value.text);
    at = value.end;
  }
}

function readValue(text: string, at: number, { skipBraces, nextText }: TagSource) {
  const quote = text[at];
  if (quote === '"' || quote === "'") {
    const end = nextText(quote, at + 1);
    return end < 0 ? undefined : { text: text.slice(at + 1, end), end: end + 1 };
  }
  if (quote !== '{') return undefined;
  const end = skipBraces(at);
  if (end === undefined) return undefined;
  const literal = literalOf(text.slice(at + 1, end - 1));
  return { text: literal, end };
}

/** The text of an expression that is nothing but one: `"a"`, `'a'`, or a template without holes. */
export function literalOf(expression: string): string | undefined {
  const [, , inner] = /^\s*(["'`])([\s\S]*)\1\s*$/.exec(expression) ?? [];
  if (inner === undefined || /\$\{|(?<!\\)["'`]/.test(inner)) return undefined;
  return inner.replace(/\\(["'`\\])/g, '$1');
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function afterSpace(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? '')) at++;
  return at;
}

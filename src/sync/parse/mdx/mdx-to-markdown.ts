import { type Line, readLine } from '../line.ts';
import { closesFence, fenceAt } from '../markdown/block-starts.ts';
import { componentText } from './component-text.ts';
import { literalOf, readTag, type Tag } from './read-tag.ts';
import { createSearch } from './search-forward.ts';
import { createSkipBraces, type SkipBraces } from './skip-braces.ts';

/** HTML that Markdown itself knows what to do with; its tags stay. */
const keptTags =
  /^(?:a|abbr|b|br|code|dd|del|details|dfn|dl|dt|em|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|pre|q|s|samp|small|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|u|ul|var)$/;
/** Elements whose content is no text. */
const droppedElements = /^(?:svg|style|script|iframe|video|audio|canvas|object|noscript)$/;

const admonition = /^:{3,}[ \t]*([a-z][\w-]*)?[ \t]*(?:\[(.*)\]|(.*?))[ \t]*(?:\{.*\})?[ \t]*$/;

interface OpenTag {
  readonly name: string;
  /** Indent of the first line inside: what lies in a component is indented for its author's eyes only. */
  indent: number | undefined;
}

/**
 * The Markdown that a reader of an MDX document sees, line by line. Code is left alone; what cannot
 * be understood stays as text.
 */
export function mdxToMarkdown(written: string): string {
  const source = withoutHiddenFences(written);
  const skipBraces = createSkipBraces(source);
  const nextText = createSearch((needle, from) => source.indexOf(needle, from));
  const nextRun = createSearch((run, from) => {
    const close = new RegExp(`(?<!\`)${run}(?!\`)`, 'g');
    close.lastIndex = from;
    return close.exec(source)?.index ?? -1;
  });
  const open: OpenTag[] = [];
  const out: string[] = [];
  let at = 0;
  let mayImport = true;
  while (at < source.length) {
    const line = readLine(source, at);
    if (line.blank) {
      out.push('\n');
      mayImport = true;
      at = line.next;
      continue;
    }
    const end =
      mayImport && open.length === 0 ? moduleCodeEnd(source, line, skipBraces) : undefined;
    if (end !== undefined) {
      at = end;
      continue;
    }
    mayImport = false;
    at = fence(line) ?? note(line) ?? text(line);
  }
  return withoutExtraBlankLines(out.join(''));

  /** What of a line's indent is not the component's. */
  function indentOf(line: Line): string {
    const inner = open.at(-1);
    if (inner) inner.indent ??= line.indent;
    return ' '.repeat(Math.max(0, line.indent - (inner?.indent ?? 0)));
  }

  function fence(opening: Line): number | undefined {
    const found = fenceAt(source, opening.first, opening.end);
    if (found === undefined) return undefined;
    for (let next = opening.start; next < source.length; ) {
      const line = readLine(source, next);
      const indent = ' '.repeat(Math.max(0, line.indent - opening.indent));
      const lead =
        line === opening || line.indent <= opening.indent
          ? indentOf(opening)
          : indentOf(opening) + indent;
      out.push(line.blank ? '\n' : `${lead}${source.slice(line.first, line.end)}\n`);
      next = line.next;
      if (line.start !== opening.start && closesFence(source, line.first, line.end, found))
        return next;
    }
    return source.length;
  }

  /** `:::note Title` becomes its title, the closing `:::` nothing. */
  function note(line: Line): number | undefined {
    const match = admonition.exec(source.slice(line.first, line.end));
    if (match === null) return undefined;
    const [, kind, bracketed, plain = ''] = match;
    const title = bracketed ?? (plain || (kind && `${kind[0]?.toUpperCase()}${kind.slice(1)}`));
    out.push(title ? `\n${indentOf(line)}**${title}**\n\n` : '\n');
    return line.next;
  }

  /** Copies from the start of a line to the end of the last line that a tag or expression reaches. */
  function text(line: Line): number {
    let lead = indentOf(line);
    let next = line.first;
    let written = '';
    while (next < source.length && source[next] !== '\n') {
      const from = next;
      const found = inline(next);
      if (found === undefined) {
        written += source[next++];
        continue;
      }
      next = found.end;
      if (found.block !== undefined && written.trim() === '') {
        if (found.block !== '') out.push(`\n${lead}${found.block}\n\n`);
        written = '';
        lead = '';
        next = afterSpaces(next);
      } else written += found.text;
      if (next <= from) next = from + 1;
    }
    out.push(written.trim() === '' ? '\n' : `${lead}${written.trimEnd()}\n`);
    return next + 1;
  }

  function afterSpaces(from: number): number {
    let next = from;
    while (source[next] === ' ' || source[next] === '\t') next++;
    return next;
  }

  /** What stands at `from` and is more than a character; `block` where it takes a paragraph of its own. */
  function inline(
    from: number,
  ): { readonly text: string; readonly block?: string; readonly end: number } | undefined {
    switch (source[from]) {
      case '\\':
        return { text: source.slice(from, from + 2), end: from + 2 };
      case '`':
        return codeSpan(from);
      case '{':
        return expression(from);
      case '<':
        return element(from);
      default:
        return undefined;
    }
  }

  function codeSpan(from: number) {
    const run = /^`+/.exec(source.slice(from, from + 50))?.[0] ?? '`';
    const paragraphEnd = nextText('\n\n', from);
    const close = nextRun(run, from + run.length);
    const isInside = close >= 0 && (paragraphEnd < 0 || close < paragraphEnd);
    const end = isInside ? close + run.length : from + run.length;
    return { text: source.slice(from, end), end };
  }

  function expression(from: number) {
    const end = skipBraces(from);
    if (end === undefined) return undefined;
    const inner = source.slice(from + 1, end - 1);
    // The id of a heading is for whoever names the headings.
    if (/^\s*(?:\/\*\s*)?#[^\s]+(?:\s*\*\/)?\s*$/.test(inner)) {
      return { text: source.slice(from, end), end };
    }
    return { text: literalOf(inner) ?? '', end };
  }

  function element(from: number) {
    if (source.startsWith('<!--', from)) {
      const close = nextText('-->', from);
      return close < 0 ? undefined : { text: '', end: close + 3 };
    }
    const tag = readTag(source, from, { skipBraces, nextText });
    if (tag === undefined) return undefined;
    if (droppedElements.test(tag.name)) return { text: '', end: elementEnd(tag) };
    if (keptTags.test(tag.name)) return { text: keptTag(tag), end: tag.end };
    if (tag.is === 'close') {
      const opened = open.findLastIndex(({ name }) => name === tag.name);
      if (opened >= 0) open.length = opened;
      return { text: '', block: '', end: tag.end };
    }
    if (tag.is === 'open') open.push({ name: tag.name, indent: undefined });
    return { text: '', block: componentText(tag), end: tag.end };
  }

  function elementEnd(tag: Tag): number {
    if (tag.is !== 'open') return tag.end;
    const close = nextText(`</${tag.name}>`, tag.end);
    return close < 0 ? tag.end : close + tag.name.length + 3;
  }
}

/** What was dropped leaves its blank lines behind: one is enough. */
function withoutExtraBlankLines(text: string): string {
  let blankCount = 0;
  return text
    .split('\n')
    .filter((line) => {
      blankCount = line.trim() === '' ? blankCount + 1 : 0;
      return blankCount <= 1;
    })
    .join('\n');
}

/** A tag without what only its program understands. */
function keptTag({ name, is, attributes }: Tag): string {
  if (is === 'close') return `</${name}>`;
  const kept = ['id', 'name', 'href', 'src', 'alt', 'colspan', 'rowspan']
    .filter((key) => attributes.has(key))
    .map((key) => ` ${key}="${attributes.get(key)}"`)
    .join('');
  return `<${name}${kept}${is === 'alone' ? ' />' : '>'}`;
}

/** Where an import or export that begins on this line ends: with the first blank line outside braces. */
function moduleCodeEnd(source: string, opening: Line, skipBraces: SkipBraces): number | undefined {
  if (opening.indent > 0) return undefined;
  const head = source.slice(opening.start, Math.min(opening.end, opening.start + 200));
  if (
    !/^import\s*(?:["'{*]|[\w$]+\s*(?:,|from\b))|^export\s+(?:default|const|let|var|function|async|class|[{*])/.test(
      head,
    )
  ) {
    return undefined;
  }
  let at = opening.start;
  while (
    at < source.length &&
    !(source[at] === '\n' && /^[ \t]*(?:\n|$)/.test(source.slice(at + 1, at + 200)))
  ) {
    const isBrace = source[at] === '{' || source[at] === '(' || source[at] === '[';
    at = (isBrace ? skipBraces(at) : undefined) ?? at + 1;
  }
  return at;
}

const hiddenFence = /^(`{3,}|~{3,})mdx-code-block$/;

/** Docusaurus shows what stands in a fence of this name as if there were no fence: it hides MDX from editors. */
function withoutHiddenFences(source: string): string {
  if (!source.includes('mdx-code-block')) return source;
  let closing: string | undefined;
  const isShown = (line: string): boolean => {
    const mark = line.trim();
    if (closing !== undefined && mark !== closing) return true;
    const opening = closing === undefined ? hiddenFence.exec(mark)?.[1] : undefined;
    if (closing === undefined && opening === undefined) return true;
    closing = opening;
    return false;
  };
  return source.split('\n').filter(isShown).join('\n');
}

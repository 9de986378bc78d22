import { type Include, lineRanges, lines, type Part, rangeOf } from './include.ts';

/**
 * Finds the includes of MkDocs (`--8<-- "a.md"`), MyST (```` ```{include} a.md ````, `literalinclude`),
 * Jekyll (`{% include a.md %}`, `include_relative`), VitePress (`<!--@include: ./a.md-->`, `<<< ./a.js`),
 * DocFX (`[!INCLUDE [a](a.md)]`) and MDX (`import A from './_a.mdx'` with `<A />`), in the order of the
 * text. Each stands on a line of its own.
 */
export function findMarkdownIncludes(text: string): readonly Include[] {
  const found = [
    ...snippets(text),
    ...snippetBlocks(text),
    ...directives(text),
    ...tags(text),
    ...comments(text),
    ...links(text),
    ...codeImports(text),
    ...partials(text),
  ].sort((a, b) => a.start - b.start);
  let end = 0;
  return found.filter((include) => {
    if (include.start < end) return false;
    end = include.end;
    return true;
  });
}

function* snippets(text: string): Generator<Include> {
  for (const match of text.matchAll(/^([ \t]*)-{1,}8<-{1,}[ \t]+(["'])([^"'\n]+)\2[ \t]*$/gm)) {
    yield { ...rangeOf(match), ...snippetPath(match[3] ?? ''), as: 'text', indent: match[1] ?? '' };
  }
}

/** A list of paths between two lines of scissors. */
function* snippetBlocks(text: string): Generator<Include> {
  const block = /^([ \t]*)-{1,}8<-{1,}[ \t]*\n((?:[^\n]*\n){1,100}?)[ \t]*-{1,}8<-{1,}[ \t]*$/gm;
  for (const match of text.matchAll(block)) {
    const [, indent = '', paths = ''] = match;
    const opening = match[0].indexOf('\n') + 1;
    let at = match.index + opening;
    const lines = paths.split('\n').slice(0, -1);
    for (const [number, line] of lines.entries()) {
      const isFirst = number === 0;
      const isLast = number === lines.length - 1;
      const start = isFirst ? match.index : at;
      const end = isLast ? match.index + match[0].length : at + line.length;
      at += line.length + 1;
      if (line.trim() === '') continue;
      yield { start, end, ...snippetPath(line.trim()), as: 'text', indent };
    }
  }
}

/** `a.md`, `a.md:section`, `a.md:3:7`. */
function snippetPath(written: string): Pick<Include, 'path' | 'part'> {
  const [, path = written, from, to] = /^(.+?):(\d*)(?::(\d*))?$/.exec(written) ?? [];
  if (path !== written) return { path, part: lines(from, to) };
  const section = /^(.+?):([\w-]+)$/.exec(written);
  return section
    ? { path: section[1] ?? '', part: { is: 'region', name: section[2] ?? '' } }
    : { path: written };
}

function* directives(text: string): Generator<Include> {
  const directive =
    /^([ \t]*)(`{3,}|:{3,}|~{3,})\{(include|literalinclude)\}[ \t]+(\S+)[ \t]*\n((?:[ \t]*:[\w-]+:[^\n]*\n)*)[ \t\n]*\2[ \t]*$/gm;
  for (const match of text.matchAll(directive)) {
    const [, indent = '', , kind, path = '', options = ''] = match;
    const option = (name: string) =>
      new RegExp(`:${name}:[ \\t]*(.+?)[ \\t]*$`, 'm').exec(options)?.[1];
    const chosen = lineRanges(option('lines') ?? '');
    const language = option('language');
    yield {
      ...rangeOf(match),
      path,
      as: kind === 'include' ? 'text' : 'code',
      indent,
      ...(language !== undefined && { language }),
      ...(chosen && { part: chosen }),
    };
  }
}

/** Only what is text: the other includes of Jekyll are pieces of page design. */
function* tags(text: string): Generator<Include> {
  const tag =
    /^([ \t]*)\{%-?[ \t]*(include|include_relative|include-markdown)[ \t]+(?:"([^"\n]+)"|'([^'\n]+)'|([^\s%"']+))[^%\n]*%\}[ \t]*$/gm;
  for (const match of text.matchAll(tag)) {
    const path = match[3] ?? match[4] ?? match[5] ?? '';
    if (!/\.(?:md|markdown|mdx|txt)$/i.test(path)) continue;
    const folder = match[2] === 'include' ? '_includes/' : '';
    yield { ...rangeOf(match), path: folder + path, as: 'text', indent: match[1] ?? '' };
  }
}

function* comments(text: string): Generator<Include> {
  const comment =
    /^([ \t]*)<!--[ \t]*@include:[ \t]*([^\s{#]+?)(?:#([\w-]+))?(?:\{(\d*)(?:,|-)?(\d*)\})?[ \t]*-->[ \t]*$/gm;
  for (const match of text.matchAll(comment)) {
    const [, indent = '', path = '', name, from, to] = match;
    const part: Part | undefined =
      name !== undefined ? { is: 'region', name } : from || to ? lines(from, to) : undefined;
    yield { ...rangeOf(match), path, as: 'text', indent, ...(part && { part }) };
  }
}

function* links(text: string): Generator<Include> {
  for (const match of text.matchAll(
    /^([ \t]*)\[!INCLUDE[ \t]*\[[^\]\n]*\]\(([^)\s]+)\)\][ \t]*$/gim,
  )) {
    const [, indent = '', path = ''] = match;
    yield { ...rangeOf(match), path, as: 'text', indent };
  }
}

/** `<<< ./a.js#region{2,3 js}`: the braces mark lines, they do not choose them. */
function* codeImports(text: string): Generator<Include> {
  const code =
    /^([ \t]*)<<<[ \t]+(\S+?)(?:#([\w-]+))?(?:[ \t]*\{([^}\n]*)\})?(?:[ \t]*\[[^\]\n]*\])?[ \t]*$/gm;
  for (const match of text.matchAll(code)) {
    const [, indent = '', path = '', name, marks = ''] = match;
    const language = /(?:^|\s)([a-z][\w+-]*)$/i.exec(marks)?.[1];
    yield {
      ...rangeOf(match),
      path,
      as: 'code',
      indent,
      ...(language !== undefined && { language }),
      ...(name !== undefined && { part: { is: 'region', name } }),
    };
  }
}

/** A Markdown file that is imported under a name stands where the name is used. */
function* partials(text: string): Generator<Include> {
  for (const match of text.matchAll(
    /^import[ \t]+(\w+)[ \t]+from[ \t]+["']([^"'\n]+\.mdx?)["'];?[ \t]*$/gm,
  )) {
    const [, name = '', path = ''] = match;
    for (const use of text.matchAll(new RegExp(`^([ \\t]*)<${name}\\b[^<>\\n]*/>[ \\t]*$`, 'gm'))) {
      yield { ...rangeOf(use), path, as: 'text', indent: use[1] ?? '' };
    }
  }
}

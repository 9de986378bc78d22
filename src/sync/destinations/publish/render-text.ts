import { escapeHtml } from '#util/escape-html.ts';

export interface SectionText {
  readonly text: string;
  /** Of the page; not repeated. */
  readonly title: string;
  /** Heading path, outermost first. */
  readonly headings: readonly string[];
  readonly fresh: readonly string[];
  /** Of the last heading. */
  readonly anchor: string | undefined;
}

/**
 * The text of a section as HTML: Markdown's own blocks, or plain lines where it came from something
 * else. A heading that the text does not say itself goes before it.
 */
export function renderText({ text, title, headings, fresh, anchor }: SectionText): string {
  const headingOf = (level: number, words: string) => {
    const isOwn = anchor !== undefined && words === headings.at(-1);
    const id = isOwn ? ` id="${escapeHtml(anchor)}"` : '';
    return `<h${level}${id}>${escapeHtml(words)}</h${level}>\n`;
  };
  const blocks = splitBlocks(text).flatMap((block): readonly Block[] => {
    if (block.is !== 'text') return [block];
    const [line = '', ...more] = block.lines;
    const level = headings.indexOf(line.trim()) + 1;
    // Without Markdown, a heading is a line of its own.
    if (level === 0 || more.length > 0) return [block];
    return [{ is: 'heading', level: Math.min(6, level), words: line.trim() }];
  });
  const said = new Set(blocks.flatMap((block) => (block.is === 'heading' ? [block.words] : [])));
  const unsaid = fresh.filter((words) => words !== title && !said.has(words));
  return [
    ...unsaid.map((words) => headingOf(Math.min(6, headings.indexOf(words) + 1), words)),
    ...blocks.map((block) => {
      switch (block.is) {
        case 'heading':
          return block.words === title ? '' : headingOf(block.level, block.words);
        case 'code':
          return `<pre>${escapeHtml(block.lines.join('\n'))}</pre>\n`;
        case 'text':
          return renderLines(block.lines);
        default:
          return block satisfies never;
      }
    }),
  ].join('');
}

type Block =
  | { readonly is: 'heading'; readonly level: number; readonly words: string }
  | { readonly is: 'code' | 'text'; readonly lines: readonly string[] };

const fence = /^\s{0,3}(`{3,}|~{3,})/;

function splitBlocks(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  let open: string | undefined;
  const end = (is: 'code' | 'text') => {
    if (lines.some((line) => line.trim() !== '')) blocks.push({ is, lines });
    lines = [];
  };
  for (const line of text.split('\n')) {
    const mark = fence.exec(line)?.[1];
    if (open !== undefined) {
      const closes = mark?.startsWith(open) === true && line.trim() === mark;
      if (closes) end('code');
      else lines.push(line);
      if (closes) open = undefined;
      continue;
    }
    const [, signs, words] = /^(#{1,6})\s+(.+)$/.exec(line) ?? [];
    if (mark !== undefined) {
      end('text');
      open = mark;
    } else if (signs !== undefined && words !== undefined) {
      end('text');
      blocks.push({ is: 'heading', level: signs.length, words: withoutMarks(words) });
    } else if (line.trim() === '') end('text');
    else lines.push(line);
  }
  end(open === undefined ? 'text' : 'code');
  return blocks;
}

function withoutMarks(words: string): string {
  return words
    .replace(/\s*\{#[^}]*\}\s*$/, '')
    .replace(/\s+#+\s*$/, '')
    .trim();
}

const bullet = /^\s*(?:[-*+]|\d{1,9}[.)])\s+/;

function renderLines(lines: readonly string[]): string {
  const [first = ''] = lines;
  if (bullet.test(first)) return renderList(lines);
  if (first.trim().startsWith('|')) return renderTable(lines);
  return `<p>${escapeHtml(lines.join('\n').trim())}</p>\n`;
}

function renderList(lines: readonly string[]): string {
  const items: string[] = [];
  for (const line of lines) {
    if (bullet.test(line)) items.push(line.replace(bullet, ''));
    else items.push(`${items.pop() ?? ''} ${line.trim()}`);
  }
  return `<ul>\n${items.map((item) => `<li>${escapeHtml(item)}</li>\n`).join('')}</ul>\n`;
}

function renderTable(lines: readonly string[]): string {
  const rows = lines.filter((line) => !/^[\s|:-]+$/.test(line));
  const cells = (line: string) =>
    line
      .trim()
      .replace(/^\||\|$/g, '')
      .split(/(?<!\\)\|/)
      .map((cell) => `<td>${escapeHtml(cell.trim())}</td>`)
      .join('');
  return `<table>\n${rows.map((row) => `<tr>${cells(row)}</tr>\n`).join('')}</table>\n`;
}

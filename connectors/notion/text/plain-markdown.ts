import { attribute, type MentionNames, plainInline } from './inline.ts';
import { type OpenFile, openFile } from './page-files.ts';
import { withoutSignatures } from './signed-url.ts';
import { tableMarkdown } from './table-markdown.ts';

export interface PlainPage {
  readonly markdown: string;
  /** Of the pages and databases that lie in this one. */
  readonly pages: readonly string[];
  readonly databases: readonly string[];
  readonly files: readonly OpenFile[];
  /** What could not be read, by kind. */
  readonly lost: readonly string[];
}

export interface PlainOptions {
  readonly names: MentionNames;
  readonly fileHosts: readonly string[];
}

/** Tags whose content is shown where they stand; the tags themselves are not. */
const wrapper =
  /^<\/?(?:callout|columns|column|details|synced_block|synced_block_reference|tabs|tab|meeting-notes|notes|transcript|summary)\b[^>]*>$/;
const opening = /^<(?!\/)[^>]*[^/]>$/;
const nothing = /^(?:<empty-block\s*\/>|<table_of_contents\b[^>]*\/>|:{3,}.*|)$/;
const blockAttributes =
  /\s*\{(?:\s*(?:color|toggle|icon|ratio|width|height|align)="[^"]*")+\s*\}\s*$/;
const listItem = /^(?:[-*+] (?:\[[ xX]\] )?|\d+[.)] )/;

interface Wrapper {
  readonly tabs: number;
}

interface Listed {
  readonly depth: number;
  readonly width: number;
}

/**
 * Notion's Markdown, whose blocks stand one to a line and nest by tabs, as everybody else's: blocks
 * are separated by empty lines, what only lists can nest is nested in lists alone, and tags become
 * what a reader sees in their place. No pre-signed address is left in it.
 */
export async function plainMarkdown(
  text: string,
  { names, fileHosts }: PlainOptions,
): Promise<PlainPage> {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const out: string[] = [];
  const pages: string[] = [];
  const databases: string[] = [];
  const files: OpenFile[] = [];
  const lost: string[] = [];
  const wrappers: Wrapper[] = [];
  let lists: readonly Listed[] = [];
  let wasItem = false;

  const write = (block: readonly string[], isItem: boolean) => {
    const indent = ' '.repeat(lists.reduce((sum, { width }) => sum + width, 0));
    if (out.length > 0 && !(isItem && wasItem)) out.push('');
    for (const line of block) out.push(line === '' ? '' : indent + line);
    wasItem = isItem;
  };

  for (let at = 0; at < lines.length; at += 1) {
    const raw = lines[at] ?? '';
    const tabs = /^\t*/.exec(raw)?.[0].length ?? 0;
    const line = raw.slice(tabs).trimEnd();
    if (wrapper.test(line)) {
      if (line.startsWith('</')) wrappers.pop();
      else if (opening.test(line)) wrappers.push({ tabs });
      continue;
    }
    if (nothing.test(line)) continue;
    const depth = tabs - wrappers.filter((one) => one.tabs < tabs).length;
    lists = lists.filter((one) => one.depth < depth);

    const fence = /^(`{3,}|~{3,}|\$\$)/.exec(line)?.[1];
    if (fence !== undefined && !(fence === '$$' && /.\$\$$/.test(line.slice(2)))) {
      const { body, next } = fenced(lines, at, tabs, fence);
      write(fence === '$$' ? ['```math', ...body.slice(1, -1), '```'] : body, false);
      at = next;
      continue;
    }
    if (/^<table\b/.test(line)) {
      const end = lines.findIndex((other, index) => index >= at && /<\/table>\s*$/.test(other));
      const last = end === -1 ? lines.length - 1 : end;
      const table = lines.slice(at, last + 1).join('\n');
      const inline = (cell: string) => plainInline(cell, names);
      write(await tableMarkdown(table, inline), false);
      at = last;
      continue;
    }
    const summary = /^<summary\b[^>]*>(.*)<\/summary>$/.exec(line)?.[1];
    const bare = (summary ?? line).replace(blockAttributes, '');
    const found = blockTag(bare);
    if (found?.name === 'unknown') {
      lost.push(`block ${attribute(found.tag, 'alt') || 'unknown'}`);
      continue;
    }
    if (found?.name === 'page') pages.push(attribute(found.tag, 'url') ?? '');
    if (found?.name === 'database') databases.push(attribute(found.tag, 'url') ?? '');
    if (found !== undefined && media.has(found.name)) {
      const url = attribute(found.tag, 'src') ?? '';
      const file = openFile(url, found.inner, fileHosts);
      if (file && (found.name === 'file' || found.name === 'pdf')) files.push(file);
      const label = found.inner || file?.name || found.name;
      write([file ? label : `[${label}](${url})`], false);
      continue;
    }
    const image = /^!\[(.*)\]\((\S+?)\)$/.exec(bare);
    if (image) {
      const [, caption = '', url = ''] = image;
      if (!openFile(url, undefined, fileHosts)) write([`![${caption}](${url})`], false);
      else if (caption !== '') write([await plainInline(caption, names)], false);
      continue;
    }
    if (/^(?:---+|\*\*\*+)$/.test(bare)) {
      write(['***'], false);
      continue;
    }
    const strange = /^<([a-z][\w-]*)\b[^>]*\/>$/.exec(bare)?.[1];
    if (strange !== undefined && !/^(?:mention-|br$|img$|span$)/.test(strange)) {
      lost.push(`block ${strange}`);
      continue;
    }
    const inline = await plainInline(bare, names);
    const marker = listItem.exec(bare)?.[0];
    write(broken(inline, marker?.length ?? 0), marker !== undefined);
    if (marker !== undefined) {
      // The box of a to-do belongs to its text.
      lists = [...lists, { depth, width: marker.replace(/\[.\] $/, '').length }];
    }
  }
  return {
    markdown: withoutSignatures(`${out.join('\n').trim()}\n`),
    pages,
    databases,
    files,
    lost,
  };
}

const media: ReadonlySet<string> = new Set(['file', 'pdf', 'video', 'audio', 'embed', 'image']);

interface BlockTag {
  readonly name: string;
  readonly tag: string;
  readonly inner: string;
}

function blockTag(line: string): BlockTag | undefined {
  const match =
    /^<(page|database|file|pdf|video|audio|embed|image|unknown)\b([^>]*?)(?:\/>|>(.*)<\/\1>)$/.exec(
      line,
    );
  if (match === null) return undefined;
  const [, name = '', tag = '', inner = ''] = match;
  return { name, tag, inner };
}

/** A fenced block with the tabs of its place taken off. */
function fenced(lines: readonly string[], from: number, tabs: number, fence: string) {
  const body = [(lines[from] ?? '').slice(tabs)];
  let next = from;
  while (next + 1 < lines.length) {
    next += 1;
    const line = lines[next] ?? '';
    const own = line.slice(Math.min(tabs, /^\t*/.exec(line)?.[0].length ?? 0));
    body.push(own);
    if (own.trim() === fence) return { body, next };
  }
  return { body: [...body, fence], next };
}

/** Breaks within a block, so that what follows stays in it. */
function broken(text: string, width: number): readonly string[] {
  if (!/<br\s*\/?>/.test(text)) return [text];
  if (/^#{1,6} /.test(text)) return [text.replace(/\s*<br\s*\/?>\s*/g, ' ')];
  const prefix = text.startsWith('> ') ? '> ' : ' '.repeat(width);
  return text
    .split(/<br\s*\/?>/)
    .map((part, index) => (index === 0 ? part : `${prefix}${part.trimStart()}`))
    .filter((part) => part.trim() !== '');
}

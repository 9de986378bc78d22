import type { NotionApi } from '../endpoints.ts';
import { isNotFound, isRefused } from '../explain-error.ts';
import { notionId } from '../notion-id.ts';
import { walkBlock, walkBlocks } from './block-walk.ts';
import { attribute } from './inline.ts';

export interface EnhancedOptions {
  readonly content: 'auto' | 'blocks';
  readonly includeTranscript: boolean;
  readonly signal?: AbortSignal;
}

/** How far what Notion left out of a page may itself leave something out. */
const deepest = 200;

/**
 * A page in Notion's Markdown, whole: what the endpoint leaves out (beyond 20,000 blocks, or of a
 * kind that it does not know) is asked for by its id. Where the endpoint refuses the page, its blocks
 * are walked. An `<unknown>` is left of what cannot be had at all.
 */
export async function enhancedMarkdown(
  api: NotionApi,
  pageId: string,
  options: EnhancedOptions,
): Promise<string> {
  const { content, includeTranscript, signal } = options;
  if (content === 'auto') {
    try {
      const { markdown } = await api.markdown(pageId, includeTranscript, signal);
      return await completed(api, markdown, { ...options, seen: new Set([pageId]), depth: 0 });
    } catch (error) {
      if (!isRefused(error)) throw error;
    }
  }
  return (await walkBlocks(api, pageId, signal)).join('\n');
}

interface Completion extends EnhancedOptions {
  /** From the page down to here. */
  readonly seen: ReadonlySet<string>;
  readonly depth: number;
}

const unknownTag = /^(\t*)<unknown\b([^>]*)\/>[ \t]*(?:\{[^}]*\})?$/gm;

/** Kinds that the endpoint does not write; their blocks have them. */
const unwritten =
  /^(?:alias|bookmark|embed|external_object_instance|link_preview|template|breadcrumb|button|form|link_to_page|drive|figma|tweet|gist|maps)$/;

async function completed(
  api: NotionApi,
  markdown: string,
  completion: Completion,
): Promise<string> {
  const written: string[] = [];
  let from = 0;
  for (const match of markdown.matchAll(unknownTag)) {
    const [whole, tabs = '', tag = ''] = match;
    const lines = await resolved(api, tag, completion);
    written.push(markdown.slice(from, match.index));
    written.push(lines === undefined ? whole : lines.map((line) => tabs + line).join('\n'));
    from = match.index + whole.length;
  }
  written.push(markdown.slice(from));
  return written.join('');
}

/** Undefined for what stays unknown. */
async function resolved(
  api: NotionApi,
  tag: string,
  completion: Completion,
): Promise<readonly string[] | undefined> {
  const { includeTranscript, seen, depth, signal } = completion;
  const id = notionId(attribute(tag, 'url') ?? '');
  if (id === undefined || seen.has(id) || depth >= deepest) return undefined;
  const inside = { ...completion, seen: new Set([...seen, id]), depth: depth + 1 };
  const isWritten = !unwritten.test(attribute(tag, 'alt') ?? '');
  const markdown = isWritten
    ? await unlessRefused(api.markdown(id, includeTranscript, signal))
    : undefined;
  if (markdown !== undefined && !isItself(markdown.markdown, id)) {
    const text = await completed(api, markdown.markdown, inside);
    return text.replace(/\n+$/, '').split('\n');
  }
  const block = await unlessRefused(api.block(id, signal));
  return block && unlessRefused(walkBlock(api, block, signal));
}

/** Undefined for what is not there for us. */
async function unlessRefused<Result>(answer: Promise<Result>): Promise<Result | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isNotFound(error) || isRefused(error)) return undefined;
    throw error;
  }
}

/** The endpoint's way of saying that it still does not know. */
function isItself(markdown: string, id: string): boolean {
  const tag = /^\s*<unknown\b([^>]*)\/>\s*$/.exec(markdown)?.[1];
  return tag !== undefined && notionId(attribute(tag, 'url') ?? '') === id;
}

import type { BlockObjectResponse } from '@notionhq/client';
import type { NotionApi } from '../endpoints.ts';
import { isNotFound, isRefused } from '../explain-error.ts';
import { blockLines } from './block-lines.ts';
import { richText } from './rich-text.ts';

/**
 * The blocks of a page in Notion's Markdown, one request for a hundred of them and each level. There
 * is no cap on their depth; a synced block that contains itself ends where it comes again.
 */
export async function walkBlocks(
  api: NotionApi,
  parentId: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  return childLines(api, parentId, { path: new Set([parentId]), signal });
}

/** One block with what lies in it. */
export async function walkBlock(
  api: NotionApi,
  block: BlockObjectResponse,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  return linesOf(api, block, { path: new Set([block.id]), signal });
}

interface Walk {
  /** From the page down to here. */
  readonly path: ReadonlySet<string>;
  readonly signal: AbortSignal | undefined;
}

async function childLines(api: NotionApi, id: string, walk: Walk): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const block of api.blockChildren(id, walk.signal)) {
    for (const line of await linesOf(api, block, walk)) lines.push(line);
  }
  return lines;
}

async function linesOf(
  api: NotionApi,
  block: BlockObjectResponse,
  walk: Walk,
): Promise<readonly string[]> {
  if (block.in_trash) return [];
  const inside = (id: string): Walk => ({ ...walk, path: new Set([...walk.path, id]) });
  if (block.type === 'table') return tableLines(api, block, walk);
  if (block.type === 'synced_block') {
    const original = block.synced_block.synced_from?.block_id ?? block.id;
    if (original !== block.id && walk.path.has(original)) return [];
    return partLines(api, original, { walk: inside(original), kind: 'synced_block' });
  }
  const { before, after = [], indents = true, leaf = false } = blockLines(block);
  const children =
    block.has_children && !leaf
      ? await partLines(api, block.id, { walk: inside(block.id), kind: block.type })
      : [];
  return [...before, ...(indents ? children.map((line) => `\t${line}`) : children), ...after];
}

/** Below the page itself: what is not shared, or is refused, is lost alone. */
async function partLines(
  api: NotionApi,
  id: string,
  { walk, kind }: { readonly walk: Walk; readonly kind: string },
): Promise<readonly string[]> {
  try {
    return await childLines(api, id, walk);
  } catch (error) {
    if (!isNotFound(error) && !isRefused(error)) throw error;
    return [`<unknown alt="in a ${kind}"/>`];
  }
}

async function tableLines(
  api: NotionApi,
  block: Extract<BlockObjectResponse, { readonly type: 'table' }>,
  walk: Walk,
): Promise<readonly string[]> {
  const lines = [`<table header-row="${block.table.has_column_header}">`];
  for await (const row of api.blockChildren(block.id, walk.signal)) {
    if (row.type !== 'table_row') continue;
    const cells = row.table_row.cells.map((cell) => `<td>${richText(cell)}</td>`);
    lines.push(`<tr>${cells.join('')}</tr>`);
  }
  return [...lines, '</table>'];
}

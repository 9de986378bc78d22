import type { HeadingAnchor } from '#kit';
import type { NotionApi } from '../endpoints.ts';
import { isNotFound, isRefused } from '../explain-error.ts';
import { plainText } from './rich-text.ts';

/**
 * Where the headings of a page are: a link to a block is its id without dashes. The blocks of the page
 * itself are asked for, a request for each hundred, and none of what lies in them: a heading in a
 * toggle or a column leads to the page.
 */
export async function headingAnchors(
  api: NotionApi,
  pageId: string,
  signal?: AbortSignal,
): Promise<readonly HeadingAnchor[]> {
  const anchors: HeadingAnchor[] = [];
  try {
    for await (const block of api.blockChildren(pageId, signal)) {
      const heading = plainText(headingOf(block) ?? []);
      if (heading !== '') anchors.push({ heading, anchor: block.id.replaceAll('-', '') });
    }
  } catch (error) {
    if (!isNotFound(error) && !isRefused(error)) throw error;
  }
  return anchors;
}

type Block = Awaited<ReturnType<NotionApi['block']>>;

function headingOf(block: Block): Parameters<typeof plainText>[0] | undefined {
  switch (block.type) {
    case 'heading_1':
      return block.heading_1.rich_text;
    case 'heading_2':
      return block.heading_2.rich_text;
    case 'heading_3':
      return block.heading_3.rich_text;
    case 'heading_4':
      return block.heading_4.rich_text;
    default:
      return undefined;
  }
}

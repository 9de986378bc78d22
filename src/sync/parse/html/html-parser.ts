import type { Parser } from '#core/parser.ts';
import { decodeText } from '../decode-text.ts';
import { createBlockWriter } from './block-writer.ts';
import type { HtmlNode } from './html-node.ts';
import { mainContent } from './main-content.ts';
import { readPageHead } from './page-head.ts';
import { visibleTree } from './visible-tree.ts';
import { writeBlocks } from './write-blocks.ts';

/**
 * HTML: title, language and main content of a page. `text` is made of its blocks, a blank line
 * between them; headings carry the id that a link to them needs.
 */
export const htmlParser: Parser = {
  mediaTypes: ['text/html', 'application/xhtml+xml'],
  extensions: ['.html', '.htm', '.xhtml'],
  revision: 3,
  async parse({ bytes, name }) {
    const { load } = await import('cheerio/slim');
    const root: HtmlNode | undefined = load(
      decodeText(bytes, name, declaredCharset(bytes)),
    ).root()[0];
    if (root === undefined) return { text: '', blocks: [], metadata: {} };
    const head = readPageHead(root);
    const out = createBlockWriter();
    writeBlocks(mainContent(visibleTree(root), { generators: head.generators }), out);
    const { text, blocks } = out;
    const headings = blocks.flatMap((block) => block.heading ?? []);
    const title = head.title ?? (headings.find(({ level }) => level === 1) ?? headings[0])?.text;
    return {
      text,
      blocks,
      ...(title !== undefined && { title }),
      ...(head.language !== undefined && { language: head.language }),
      metadata: head.description === undefined ? {} : { description: head.description },
      ...(head.skip && { skip: head.skip }),
    };
  },
};

/** What a page claims in its first bytes, where browsers look for it. */
function declaredCharset(bytes: Uint8Array): string | undefined {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 1_024));
  return /<meta[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)/i.exec(start)?.[1];
}

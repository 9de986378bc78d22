import type { Parsed } from '#core/block.ts';
import type { HtmlPage } from '#core/html-page.ts';
import type { Parser } from '#core/parser.ts';
import { parsePage } from '#html/parse-page.ts';
import { decodeText } from '../decode-text.ts';
import { createBlockWriter } from './block-writer.ts';
import { htmlFormat } from './lazy-html-parser.ts';
import { pageContent } from './page-content.ts';
import { readPageHead } from './page-head.ts';
import { raiseTitle } from './raise-title.ts';
import { writeBlocks } from './write-blocks.ts';

/** HTML: title, language and main content of a page. */
export const htmlParser: Parser = {
  ...htmlFormat,
  parse({ bytes, name }) {
    return readPage(parsePage(decodeText(bytes, name, declaredCharset(bytes))));
  },
};

/**
 * Title, language and main content of a page that was parsed before. `text` is made of its blocks, a
 * blank line between them; headings carry the id that a link to them needs.
 */
export function readPage(page: HtmlPage): Parsed {
  const head = readPageHead(page);
  const out = createBlockWriter();
  writeBlocks(pageContent(page, head), out);
  const text = out.text();
  const blocks = raiseTitle(out.blocks, { text, title: head.title });
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
}

/** What a page claims in its first bytes, where browsers look for it. */
function declaredCharset(bytes: Uint8Array): string | undefined {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 1_024));
  return /<meta[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)/i.exec(start)?.[1];
}

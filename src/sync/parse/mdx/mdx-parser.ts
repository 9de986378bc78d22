import type { Parser } from '#core/parser.ts';
import { decodeText } from '../decode-text.ts';
import { readFrontMatter } from '../markdown/front-matter.ts';
import { parseMarkdownText } from '../markdown/parse-markdown-text.ts';
import { withFrontMatter } from '../markdown/with-front-matter.ts';
import { mdxToMarkdown } from './mdx-to-markdown.ts';

/**
 * MDX: the Markdown in it. Imports, exports, expressions and comments are dropped; components leave
 * what stands between their tags and the labels and titles that they show.
 */
export const mdxParser: Parser = {
  mediaTypes: ['text/mdx', 'text/x-mdx'],
  extensions: ['.mdx'],
  revision: 3,
  async parse({ bytes, name, anchors }) {
    const source = decodeText(bytes, name);
    const frontMatter = await readFrontMatter(source);
    const text = mdxToMarkdown(source.slice(frontMatter.end));
    return withFrontMatter(parseMarkdownText(text, anchors), frontMatter);
  },
};

import type { Parser } from '#core/parser.ts';
import { decodeText } from '../decode-text.ts';
import { readFrontMatter } from './front-matter.ts';
import { parseMarkdownText } from './parse-markdown-text.ts';
import { withFrontMatter } from './with-front-matter.ts';

/**
 * Markdown (CommonMark and GitHub's tables), read by a line scan. `text` is the source itself; front
 * matter, comments, scripts and lines that hold only an id are not visible and lie in no block.
 */
export const markdownParser: Parser = {
  mediaTypes: ['text/markdown', 'text/x-markdown'],
  extensions: ['.md', '.markdown'],
  revision: 3,
  async parse({ bytes, name, anchors }) {
    const text = decodeText(bytes, name);
    const frontMatter = await readFrontMatter(text);
    return withFrontMatter(parseMarkdownText(text, anchors, frontMatter.end), frontMatter);
  },
};

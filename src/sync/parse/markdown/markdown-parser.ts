import type { Block } from '#core/block.ts';
import type { Parser } from '#core/parser.ts';
import { cutText } from '#util/cut-text.ts';
import { type Anchors, anchorsOf } from '../anchor-styles.ts';
import { decodeText } from '../decode-text.ts';
import { takeExplicitId } from './explicit-id.ts';
import { readFrontMatter } from './front-matter.ts';
import { inlineText } from './inline-text.ts';
import { scanBlocks } from './scan-blocks.ts';
import type { ScannedBlock } from './scanned-block.ts';

/** A heading's text travels with every chunk below it. */
const maxHeadingTextLength = 300;

/**
 * Markdown (CommonMark and GitHub's tables), read by a line scan. `text` is the source itself; front
 * matter, comments, scripts and lines that hold only an id are not visible and lie in no block.
 */
export const markdownParser: Parser = {
  mediaTypes: ['text/markdown', 'text/x-markdown'],
  extensions: ['.md', '.markdown', '.mdx'],
  revision: 1,
  async parse({ bytes, name, anchors: style }) {
    const text = decodeText(bytes, name);
    const { end, metadata, skip } = await readFrontMatter(text);
    const anchors = anchorsOf(style);
    const blocks = scanBlocks(text, end).map((block) => nameHeading(block, anchors));
    const title = titleOf(blocks, metadata.title);
    return {
      text,
      blocks,
      metadata,
      ...(title !== undefined && { title }),
      ...(typeof metadata.lang === 'string' && { language: metadata.lang }),
      ...(skip && { skip }),
    };
  },
};

function nameHeading(block: ScannedBlock, anchors: Anchors): Block {
  const { heading, ...rest } = block;
  if (heading === undefined) return rest;
  const taken = takeExplicitId(heading.source);
  const text = inlineText(taken.source, { imageAlt: true });
  // An image gives a generated anchor no letters: its alternative text is not text of the page.
  const named = inlineText(taken.source, { imageAlt: false });
  const written = taken.id ?? heading.id;
  if (written !== undefined) anchors.reserve(written, named);
  const anchor = written ?? anchors.next(named);
  return {
    ...rest,
    heading: { level: heading.level, text: cutText(text, maxHeadingTextLength), anchor },
  };
}

function titleOf(blocks: readonly Block[], given: unknown): string | undefined {
  if (typeof given === 'string' && given.trim() !== '') return given.trim();
  const headings = blocks.flatMap((block) => block.heading ?? []);
  const title = (headings.find((heading) => heading.level === 1) ?? headings[0])?.text;
  return title === '' ? undefined : title;
}

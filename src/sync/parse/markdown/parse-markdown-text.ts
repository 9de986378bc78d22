import type { Block, Parsed } from '#core/block.ts';
import type { AnchorStyle } from '#core/parser.ts';
import { cutText } from '#util/cut-text.ts';
import { type Anchors, anchorsOf } from '../anchor-styles.ts';
import { takeExplicitId } from './explicit-id.ts';
import { inlineText } from './inline-text.ts';
import { scanBlocks } from './scan-blocks.ts';
import type { ScannedBlock } from './scanned-block.ts';

/** A heading's text travels with every chunk below it. */
const maxHeadingTextLength = 300;

/** Text, blocks and title of Markdown that is text already; `from` is where it begins to be visible. */
export function parseMarkdownText(text: string, style: AnchorStyle, from = 0): Parsed {
  const anchors = anchorsOf(style);
  const blocks = scanBlocks(text, from).map((block) => nameHeading(block, anchors));
  const title = titleOf(blocks);
  return { text, blocks, metadata: {}, ...(title !== undefined && { title }) };
}

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

function titleOf(blocks: readonly Block[]): string | undefined {
  const headings = blocks.flatMap((block) => block.heading ?? []);
  const title = (headings.find((heading) => heading.level === 1) ?? headings[0])?.text;
  return title === '' ? undefined : title;
}

import type { Block, Parsed } from '#core/block.ts';
import type { HeadingAnchor } from '#core/document.ts';

/** The blocks with the anchors that the source knows instead of those that the format makes up. */
export function withAnchors(parsed: Parsed, anchors: readonly HeadingAnchor[]): Parsed {
  const waiting = new Map<string, string[]>();
  for (const { heading, anchor } of [...anchors].reverse()) {
    const key = plain(heading);
    const same = waiting.get(key);
    // Of headings that read alike the first is at the end.
    if (same) same.push(anchor);
    else waiting.set(key, [anchor]);
  }
  const blocks = parsed.blocks.map(({ anchor: _, heading, ...block }): Block => {
    if (heading === undefined) return block;
    return { ...block, heading: { ...heading, anchor: waiting.get(plain(heading.text))?.pop() } };
  });
  return { ...parsed, blocks };
}

function plain(heading: string): string {
  return heading.normalize('NFC').replace(/\s+/g, ' ').trim();
}

import type { Block, Parsed } from '#core/block.ts';
import type { AnchorStyle } from '#core/parser.ts';
import { parseContent } from '#sync/parse/parse-content.ts';

export function parseMarkdown(text: string, anchors: AnchorStyle = 'github'): Promise<Parsed> {
  return parseContent({ as: 'text', mediaType: 'text/markdown', text }, { anchors, name: 'a.md' });
}

export function parseHtml(text: string): Promise<Parsed> {
  return parseContent(
    { as: 'text', mediaType: 'text/html', text },
    { anchors: 'github', name: 'a.html' },
  );
}

/** Blocks as `kind: text`, easy to read in an assertion. */
export function outline(parsed: Parsed): readonly string[] {
  return parsed.blocks.map((block) => `${block.kind}: ${textOf(parsed, block)}`);
}

export function textOf(parsed: Parsed, block: Block): string {
  return parsed.text.slice(block.start, block.end);
}

/** Headings as `level text #anchor`. */
export function headings(parsed: Parsed): readonly string[] {
  return parsed.blocks.flatMap(({ heading }) =>
    heading ? [`${heading.level} ${heading.text} #${heading.anchor}`] : [],
  );
}

/** Parses the bytes of a file by its name alone. */
export function parseFile(name: string, content: string | Uint8Array): Promise<Parsed> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return parseContent({ as: 'bytes', mediaType: '', name, bytes }, { anchors: 'github', name });
}

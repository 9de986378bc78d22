import { posix } from 'node:path';
import { SkipDocumentError } from '#core/errors.ts';
import type { AnchorStyle } from '#core/parser.ts';
import { normaliseAnchor } from '#evals/document-address.ts';
import { parseContent } from '#sync/parse/parse-content.ts';
import { mediaTypeOf } from '../../../../connectors/file/media-type.ts';

/** Lines of a section, from 1, its heading the first. */
export interface SectionLines {
  readonly first: number;
  readonly last: number;
}

/** Where the places of a page stand in its file. */
export interface PageOutline {
  hasAnchor(anchor: string): boolean;
  /** Undefined for an anchor that the page does not have, or whose place is not known. */
  section(anchor: string): SectionLines | undefined;
  /** The first line that has this text, from 1. */
  lineWith(text: string): number | undefined;
}

/** Larger pages are converted in threads that may be ended; here, a word about a line is not worth it. */
const maxBytes = 1024 * 1024;

/** Reads headings and ids of a page. One that cannot be read has none. */
export async function readOutline({
  path,
  bytes,
  anchors,
}: {
  readonly path: string;
  readonly bytes: Buffer;
  readonly anchors: AnchorStyle;
}): Promise<PageOutline> {
  const source = bytes.toString('utf8').replace(/\r\n?/g, '\n');
  const lines = source.split('\n');
  const marks = await marksOf(path, bytes, anchors);
  const isVerbatim = /\.(?:md|mdx|markdown)$/i.test(path);
  const lineAt = createLineCounter(source);
  const placed = marks.map((mark) => ({
    ...mark,
    line: isVerbatim ? lineAt(mark.start) : lineOfId(lines, mark.anchor),
  }));
  return {
    hasAnchor: (anchor) => placed.some((mark) => mark.anchor === normaliseAnchor(anchor)),
    section(anchor) {
      const index = placed.findIndex((mark) => mark.anchor === normaliseAnchor(anchor));
      const found = placed[index];
      if (found?.line === undefined) return undefined;
      const next = placed
        .slice(index + 1)
        .find(({ level, line }) => line !== undefined && level <= found.level);
      const last = next?.line === undefined ? lines.length : next.line - 1;
      return { first: found.line, last: Math.max(found.line, last) };
    },
    lineWith(text) {
      const index = lines.findIndex((line) => line.includes(text));
      return index === -1 ? undefined : index + 1;
    },
  };
}

interface Mark {
  readonly anchor: string;
  /** Of a heading 1 to 6; what is no heading ends at the next one. */
  readonly level: number;
  readonly start: number;
}

async function marksOf(
  path: string,
  bytes: Buffer,
  anchors: AnchorStyle,
): Promise<readonly Mark[]> {
  if (bytes.length > maxBytes || !/\.(?:md|mdx|markdown|html?)$/i.test(path)) return [];
  try {
    const name = posix.basename(path);
    const content = { as: 'bytes', mediaType: mediaTypeOf(path), name, bytes } as const;
    const { blocks } = await parseContent(content, { anchors, name: path });
    return blocks.flatMap(({ start, heading, anchor = heading?.anchor }) =>
      anchor === undefined
        ? []
        : [{ anchor: normaliseAnchor(anchor), level: heading?.level ?? 6, start }],
    );
  } catch (error) {
    // The page itself is reported where it is converted.
    if (error instanceof SkipDocumentError) return [];
    throw error;
  }
}

function createLineCounter(source: string): (offset: number) => number {
  let line = 1;
  let at = 0;
  return (offset) => {
    if (offset < at) {
      line = 1;
      at = 0;
    }
    for (let next = source.indexOf('\n', at); next !== -1 && next < offset; ) {
      line += 1;
      at = next + 1;
      next = source.indexOf('\n', at);
    }
    return line;
  };
}

function lineOfId(lines: readonly string[], anchor: string): number | undefined {
  const wanted = [`id="${anchor}"`, `id='${anchor}'`, `name="${anchor}"`];
  const index = lines.findIndex((line) => {
    const folded = line.toLowerCase();
    return wanted.some((text) => folded.includes(text));
  });
  return index === -1 ? undefined : index + 1;
}

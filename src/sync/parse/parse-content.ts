import type { Parsed } from '#core/block.ts';
import type { Content } from '#core/document.ts';
import { SkipDocumentError } from '#core/errors.ts';
import type { AnchorStyle, Parser } from '#core/parser.ts';
import { loadHtmlParser } from './html/lazy-html-parser.ts';
import { parsers } from './index.ts';
import { withAnchors } from './with-anchors.ts';

/** Content that was loaded; `unchanged` has nothing to parse. */
export type LoadedContent = Exclude<Content, { readonly as: 'unchanged' }>;

/** Media types that say next to nothing: there the extension decides. */
const vagueMediaTypes: ReadonlySet<string> = new Set([
  '',
  'text/plain',
  'application/octet-stream',
  'binary/octet-stream',
]);

/**
 * Text and blocks of one document, by the parser for its media type or else for its extension.
 *
 * @throws SkipDocumentError `unsupported_format`, `binary` or `not_utf8`: this document cannot be read.
 */
export async function parseContent(
  content: LoadedContent,
  options: { readonly anchors: AnchorStyle; readonly name: string },
): Promise<Parsed> {
  if (content.as === 'page') {
    const { readPage } = await loadHtmlParser();
    return readPage(content.page);
  }
  const name = content.as === 'bytes' && content.name !== '' ? content.name : options.name;
  const parser = parserFor(content.mediaType, name);
  const bytes = content.as === 'bytes' ? content.bytes : new TextEncoder().encode(content.text);
  // An empty file is a document without text in every format, not a damaged one.
  if (bytes.byteLength === 0) return { text: '', blocks: [], metadata: {} };
  const parsed = await parser.parse({ bytes, name: options.name, anchors: options.anchors });
  return content.anchors === undefined ? parsed : withAnchors(parsed, content.anchors);
}

function parserFor(mediaType: string, name: string): Parser {
  const type = (mediaType.split(';')[0] ?? '').trim().toLowerCase();
  const extension = /\.[^./\\]+$/.exec(name)?.[0].toLowerCase() ?? '';
  const byType = parsers.find((parser) => parser.mediaTypes.includes(type));
  const byExtension = parsers.find((parser) => parser.extensions.includes(extension));
  const found = vagueMediaTypes.has(type) ? (byExtension ?? byType) : (byType ?? byExtension);
  if (found) return found;
  throw new SkipDocumentError(
    `${name} has a format that cannot be read (${type || extension || 'no media type, no extension'}).`,
    {
      code: 'unsupported_format',
      hint: `Supported are ${parsers.flatMap((parser) => parser.extensions).join(' ')}. Exclude the rest.`,
    },
  );
}

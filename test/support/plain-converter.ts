import type { Chunk } from '#core/chunk.ts';
import type { Content } from '#core/document.ts';
import { SkipDocumentError } from '#core/errors.ts';
import type { Json } from '#core/json.ts';
import { pageText } from '#html/page-text.ts';
import type { Converter } from '#sync/convert.ts';
import { sha256 } from '#util/sha256.ts';

export interface PlainConverterOptions {
  readonly signature?: Json;
}

/**
 * One chunk for each paragraph. `DRAFT` at the start makes a document skip itself, a NUL makes it
 * a format that is not read, `BROKEN` unreadable.
 */
export function plainConverter({ signature = 'plain 1' }: PlainConverterOptions = {}): Converter {
  return {
    signature,
    async convert({ documentId, name, content }) {
      const text = textOf(content);
      if (text.includes('\0'))
        throw new SkipDocumentError(`${name} is not read.`, { code: 'unsupported_format' });
      if (text.startsWith('BROKEN')) {
        throw new SkipDocumentError(`${name} is not valid UTF-8.`, { code: 'not_utf8' });
      }
      const skip = { code: 'draft', message: 'its front matter says draft' };
      return {
        parsed: { metadata: {}, ...(text.startsWith('DRAFT') && { skip }) },
        chunks: chunksOf(documentId, text),
      };
    },
  };
}

function chunksOf(documentId: string, text: string): readonly Chunk[] {
  const paragraphs = text.split('\n\n').filter((paragraph) => paragraph.trim() !== '');
  return paragraphs.map((paragraph, index) => ({
    id: `chk_${sha256(`${documentId}\n${paragraph}`).slice(0, 24)}`,
    index,
    text: paragraph,
    start: text.indexOf(paragraph),
    end: text.indexOf(paragraph) + paragraph.length,
    headings: [],
    anchor: undefined,
    tokenCount: paragraph.split(' ').length,
    contentHash: sha256(paragraph),
  }));
}

function textOf(content: Exclude<Content, { readonly as: 'unchanged' }>): string {
  if (content.as === 'page') return pageText(content.page);
  return content.as === 'text' ? content.text : new TextDecoder().decode(content.bytes);
}

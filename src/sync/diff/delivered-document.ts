import type { Chunk } from '#core/chunk.ts';
import type { Content, DeliveredDocument, Item } from '#core/document.ts';
import type { Json, JsonObject } from '#core/json.ts';
import type { Converted } from '../convert.ts';
import { contentHash } from './description.ts';

export interface DocumentParts {
  readonly item: Item;
  readonly content: Exclude<Content, { readonly as: 'unchanged' }>;
  readonly parsed: Converted['parsed'];
  readonly chunks: readonly Chunk[];
  readonly signature: string;
}

/** Puts together what a destination receives of what the source and the content say. */
export function deliveredDocument(parts: DocumentParts): DeliveredDocument {
  const { item, content, parsed, chunks, signature } = parts;
  const reader = {
    title: firstFilled(item.title, parsed.title, lastSegment(item.id)) ?? item.id,
    url: content.url ?? item.url,
    breadcrumb: item.breadcrumb ?? [],
    // What the source knows wins: front matter must not pass for the document's path.
    metadata: { ...parsed.metadata, ...toldByContent(content), ...item.metadata },
    acl: item.acl,
  };
  return {
    id: item.id,
    ...reader,
    version: item.version,
    contentHash: contentHash(item, {
      title: reader.title,
      metadata: reader.metadata,
      url: content.url,
      chunks: chunks.map(linkedChunk),
    }),
    signature,
    mediaType: item.mediaType ?? content.mediaType,
    language: item.language ?? parsed.language,
    updatedAt: item.updatedAt,
  };
}

function toldByContent(content: DocumentParts['content']): JsonObject {
  return content.as === 'page' ? {} : { ...content.metadata };
}

/** An anchor is no part of a chunk's id, but of the link that a reader follows. */
function linkedChunk({ id, anchor }: Chunk): Json {
  return [id, anchor ?? null];
}

function firstFilled(...texts: readonly (string | undefined)[]): string | undefined {
  return texts.find((text) => text !== undefined && text.trim() !== '');
}

function lastSegment(id: string): string | undefined {
  return id.split('/').findLast((segment) => segment !== '');
}

import type { Chunk } from '#core/chunk.ts';
import type { DeliveredDocument } from '#core/document.ts';
import { cutText } from '#util/cut-text.ts';
import { joinChunks } from '../book/join-chunks.ts';

/** What the API takes; more is refused by it. */
export const maxArticleLength = 500_000;

/** A document as Markdown, with the way back to where it is read. */
export function articleContent(
  { url }: Pick<DeliveredDocument, 'url'>,
  chunks: readonly Chunk[],
): string {
  const body = joinChunks(chunks)
    .map(({ text, gap }) => gap + text)
    .join('');
  return /^https?:/.test(url) ? `${body}\n\n---\n\nSource: <${url}>\n` : body;
}

/** A title within the limits of the API. */
export function articleTitle({ title, id }: Pick<DeliveredDocument, 'title' | 'id'>): string {
  return cutText(title, 500) || cutText(id, 500);
}

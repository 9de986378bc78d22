import { type Content, escapeHtml } from '#kit';
import type { AttachmentNode, CommentNode } from './content-node.ts';
import { diagramText, isDiagram } from './diagram-text.ts';
import { gatherReferences } from './gather-references.ts';
import { htmlContent, writeBody } from './load-page.ts';
import type { Reader } from './reader.ts';
import type { Place } from './space-tree.ts';
import { createAnchors } from './storage/anchors.ts';
import { parseStorage } from './storage/parse-storage.ts';

/** A comment: the words that it is about as a quote, then what it says. */
export async function loadComment(
  reader: Reader,
  comment: CommentNode,
  place: Place,
  signal: AbortSignal,
): Promise<Content> {
  const { value } = await reader.api.commentBody(comment, signal);
  const gathered = await gatherReferences(reader, place, parseStorage(value), signal);
  const anchors = createAnchors({ title: '', isTitled: false });
  const { html, lost } = writeBody(gathered, anchors);
  const { quoted } = comment;
  const quote = quoted ? `<blockquote><p>${escapeHtml(quoted)}</p></blockquote>` : '';
  return htmlContent(quote + html, lost);
}

/** A file for the parser of its kind; of a diagram its words. */
export async function loadAttachment(
  { api, context }: Reader,
  attachment: AttachmentNode,
  signal: AbortSignal,
): Promise<Content> {
  const { mediaType, title } = attachment;
  const bytes = await api.download(attachment, context.config.maxAttachmentBytes, signal);
  return isDiagram(mediaType, title)
    ? { as: 'text', mediaType: 'text/plain', text: diagramText(bytes) }
    : { as: 'bytes', mediaType, name: title, bytes };
}

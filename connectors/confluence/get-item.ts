import type { Gone, Item } from '#kit';
import type { ConfluenceApi } from './api.ts';
import type { ConfluenceContext } from './connection.ts';
import type { Space } from './content-node.ts';
import { recallIncludes } from './includes.ts';
import { loadAttachment, loadComment } from './load-child.ts';
import { mayShow } from './may-show.ts';
import { pageItem, placeIn } from './read.ts';
import { createReader, type Reader } from './reader.ts';
import type { Place } from './space-tree.ts';
import { attachmentDocument, commentDocument, readDocumentId } from './to-document.ts';

/** One document by its id, as the listing of its space would show it. */
export async function getItem(
  api: ConfluenceApi,
  context: ConfluenceContext,
  space: Space,
  documentId: string,
): Promise<Item | Gone> {
  const { config, notebook, signal } = context;
  const { kind, id } = readDocumentId(documentId);
  const gone = (reason: string): Gone => ({ id: documentId, reason });
  const reader = await createReader(api, context, space, { hasListing: false });
  if (kind === 'comment') {
    if (config.comments === 'none') return gone('comments are not read');
    const comment = await api.comment(id, signal);
    const place = comment && (await placeOfContainer(reader, comment.container));
    if (!comment || !place) return gone('the site does not have it any more');
    const load = (own: AbortSignal) => loadComment(reader, comment, place, own);
    return commentDocument(comment, place, reader.rules, load);
  }
  if (kind === 'attachment') {
    if (!config.attachments) return gone('attachments are not read');
    const attachment = await api.attachment(id, signal);
    const place = attachment && (await placeOfContainer(reader, attachment.container));
    if (!attachment || !place) return gone('the site does not have it any more');
    const load = (own: AbortSignal) => loadAttachment(reader, attachment, own);
    return attachmentDocument(attachment, place, reader.rules, load);
  }
  if (kind === 'blogpost' && !config.blogPosts) return gone('blog posts are not read');
  const place = await shownPlace(reader, id, kind);
  if (!place) return gone('the site does not have it any more, or not in this space');
  const includes = await recallIncludes(notebook, space.key, {
    versionOf: () => undefined,
    mayShow: (shown, on) => mayShow(reader, shown, on),
    api,
    signal,
    page: id,
  });
  return pageItem(reader, place, includes);
}

async function placeOfContainer(reader: Reader, id: string): Promise<Place | undefined> {
  const kinds = reader.context.config.blogPosts
    ? (['page', 'blogpost'] as const)
    : (['page'] as const);
  for (const kind of kinds) {
    const place = await shownPlace(reader, id, kind);
    if (place) return place;
  }
  return undefined;
}

/** A page that the listing of this space would show. */
async function shownPlace(
  reader: Reader,
  id: string,
  kind: 'page' | 'blogpost',
): Promise<Place | undefined> {
  const { api, space, people, context, nodes } = reader;
  const node = await api.node(id, kind, context.signal);
  if (!node?.isShown || (node.spaceId !== space.id && node.spaceId !== space.key)) return undefined;
  if (node.author?.name === undefined) await people.meet([node.author?.id ?? ''], context.signal);
  nodes.add(node, undefined);
  return placeIn(reader, id, kind);
}

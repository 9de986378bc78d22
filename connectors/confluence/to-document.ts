import {
  type Content,
  type Item,
  type JsonObject,
  type SkipReason,
  sha256,
  stableStringify,
} from '#kit';
import type { AttachmentNode, CommentNode } from './content-node.ts';
import type { Place } from './space-tree.ts';

export type Load = (signal: AbortSignal) => Promise<Content>;

export interface DocumentRules {
  readonly siteUrl: string;
  readonly maxAttachmentBytes: number;
  readonly comments: 'open' | 'all' | 'none';
  /** Names of people by their id. */
  readonly nameOf: (id: string) => string | undefined;
}

/** Pages have the site's bare ids; what would share a number space with them says what it is. */
export function documentId(
  kind: 'page' | 'blogpost' | 'comment' | 'attachment',
  id: string,
): string {
  if (kind === 'page') return id;
  if (kind === 'attachment') return id.startsWith('att') ? id : `att${id}`;
  return `${kind}:${id}`;
}

/** What a document id says it is. */
export function readDocumentId(id: string): {
  readonly kind: 'page' | 'blogpost' | 'comment' | 'attachment';
  readonly id: string;
} {
  const [, kind, rest] = /^(blogpost|comment):(.+)$/s.exec(id) ?? [];
  if ((kind === 'blogpost' || kind === 'comment') && rest !== undefined) return { kind, id: rest };
  return { kind: id.startsWith('att') ? 'attachment' : 'page', id };
}

export function pageDocument(
  place: Place,
  { siteUrl, nameOf }: DocumentRules,
  /** What else decides the content: what became of the pages that it shows. */
  extra: string,
  load: Load,
): Item {
  const { node, space, labels, breadcrumb, acl } = place;
  const url = pageUrl(place, siteUrl);
  const author = nameOfAuthor(node.author, nameOf);
  return {
    id: documentId(node.kind === 'blogpost' ? 'blogpost' : 'page', node.id),
    url,
    title: node.title,
    breadcrumb,
    mediaType: 'text/html',
    version: versionOf(node.version, [labels], extra),
    ...dated(node.updatedAt),
    ...(acl && { acl }),
    metadata: {
      space: space.key,
      kind: node.kind,
      ...(author !== undefined && { author }),
      ...(node.createdAt !== undefined && { created_at: node.createdAt }),
      ...(labels.length > 0 && { labels }),
    },
    load,
  };
}

export function commentDocument(
  comment: CommentNode,
  place: Place,
  { siteUrl, comments, nameOf }: DocumentRules,
  load: Load,
): Item {
  const url = new URL(pageUrl(place, siteUrl));
  url.searchParams.set('focusedCommentId', comment.id);
  const author = nameOfAuthor(comment.author, nameOf);
  const title = `Comment${author === undefined ? '' : ` by ${author}`} on "${place.node.title}"`;
  const skip: SkipReason | undefined =
    comment.isResolved && comments === 'open'
      ? { code: 'resolved', message: 'the comment is resolved' }
      : undefined;
  return child(comment, place, {
    id: documentId('comment', comment.id),
    url: url.href,
    title,
    mediaType: 'text/html',
    metadata: { kind: 'comment', ...(author !== undefined && { author }) },
    skip,
    load,
    signs: [comment.quoted ?? null, comment.isResolved],
  });
}

export function attachmentDocument(
  attachment: AttachmentNode,
  place: Place,
  rules: DocumentRules,
  load: Load,
): Item {
  const { mediaType, byteCount, title, container, id } = attachment;
  const author = nameOfAuthor(attachment.author, rules.nameOf);
  // The two APIs write this address differently; what opens the file over its page is the same.
  const preview = encodeURIComponent(`/${container}/${id.replace(/^att/, '')}/${title}`);
  const url = `${rules.siteUrl}/pages/viewpageattachments.action?pageId=${container}&preview=${preview}`;
  return child(attachment, place, {
    id: documentId('attachment', attachment.id),
    url,
    title,
    mediaType,
    ...(byteCount !== undefined && { byteCount }),
    metadata: { kind: 'attachment', ...(author !== undefined && { author }) },
    skip: attachmentSkip(attachment, rules.maxAttachmentBytes),
    load,
    signs: [title],
  });
}

interface ChildParts {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly mediaType: string;
  readonly byteCount?: number;
  readonly metadata: JsonObject;
  readonly skip: SkipReason | undefined;
  readonly load: Load;
  readonly signs: readonly unknown[];
}

/** What lies in a page: it is read by those who read the page. */
function child(
  { version, updatedAt }: CommentNode | AttachmentNode,
  { space, node, breadcrumb, acl }: Place,
  { skip, load, signs, metadata, ...parts }: ChildParts,
): Item {
  return {
    ...parts,
    breadcrumb: [...breadcrumb, node.title],
    version: versionOf(version, signs, ''),
    ...dated(updatedAt),
    ...(acl && { acl }),
    metadata: { space: space.key, page: node.id, ...metadata },
    ...(skip ? { skip } : { load }),
  };
}

export function pageUrl({ node }: Pick<Place, 'node'>, siteUrl: string): string {
  return siteUrl + (node.webui ?? `/pages/viewpage.action?pageId=${node.id}`);
}

/**
 * The product's number does not rise with labels or when a comment is resolved: they are in the second
 * part. Title, address, place and readers are not: a listing tells them, and for them no text is read.
 */
function versionOf(number: number, signs: readonly unknown[], extra: string): string {
  const sign = sha256(stableStringify(JSON.parse(JSON.stringify(signs)))).slice(0, 12);
  return `${number}-${sign}${extra}`;
}

function dated(when: string | undefined): { readonly updatedAt?: string } {
  const at = new Date(when ?? '');
  return Number.isNaN(at.getTime()) ? {} : { updatedAt: at.toISOString() };
}

function nameOfAuthor(
  author: CommentNode['author'],
  nameOf: DocumentRules['nameOf'],
): string | undefined {
  return author?.name ?? (author?.id === undefined ? undefined : nameOf(author.id));
}

function attachmentSkip(
  { mediaType, byteCount, title }: AttachmentNode,
  maxBytes: number,
): SkipReason | undefined {
  if (/^(?:image|video|audio|font)\//.test(mediaType) || /\.(?:zip|jar|exe|7z|gz)$/i.test(title)) {
    return { code: 'binary', message: `there is no text in a file of type ${mediaType}` };
  }
  if (byteCount !== undefined && byteCount > maxBytes) {
    const message = `it has ${byteCount.toLocaleString('en-US')} bytes, more than max_attachment_bytes`;
    return { code: 'too_large', message };
  }
  return undefined;
}

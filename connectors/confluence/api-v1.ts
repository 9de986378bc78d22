import type { Principal } from '#kit';
import type { Connection, Request } from './connection.ts';
import type { AttachmentNode, Author, CommentNode, NodeDetails } from './content-node.ts';
import { listAll, type Paging } from './paging.ts';
import { readShape } from './read-shape.ts';
import { type ContentV1, contentV1, readersV1 } from './schemas.ts';

/** What both deployments only tell through the older API. */
export interface ApiV1 {
  search(wanted: Search, signal: AbortSignal): AsyncGenerator<ContentV1>;
  readers(id: string, signal: AbortSignal): Promise<readonly Principal[] | undefined>;
}

export interface Search {
  readonly cql: string;
  readonly expand: readonly string[];
  readonly what: string;
}

export const readersExpand: readonly string[] = [
  'restrictions.read.restrictions.user',
  'restrictions.read.restrictions.group',
];
export const detailsExpand: readonly string[] = [...readersExpand, 'metadata.labels'];
export const commentExpand: readonly string[] = [
  'version',
  'container',
  'extensions.inlineProperties',
  'extensions.resolution',
];
export const attachmentExpand: readonly string[] = ['version', 'container', 'metadata'];

/** Data Center answers no more at once when it expands. */
const searchLimit = 200;
const searchScope = 'read:content-details:confluence (classic: search:confluence)';
const restrictionScope =
  'read:content.restriction:confluence (classic: read:confluence-content.all)';

export function createApiV1(connection: Connection, paging: Paging): ApiV1 {
  return {
    async *search({ cql, expand, what }, signal) {
      const query = { cql, expand: expand.join(',') };
      const request = { path: '/rest/api/content/search', query, what, scope: searchScope };
      const listing = listAll({ connection, request, limit: searchLimit, signal }, paging);
      for await (const found of listing) yield readShape(contentV1, found, what);
    },
    async readers(id, signal) {
      const what = `the restrictions of ${id}`;
      const request: Request = {
        path: `/rest/api/content/${encodeURIComponent(id)}/restriction/byOperation/read`,
        query: { expand: 'restrictions.user,restrictions.group', limit: searchLimit },
        what,
        scope: restrictionScope,
      };
      const found = await connection.find(request, signal);
      return found === undefined ? undefined : toReaders(readShape(readersV1, found, what));
    },
  };
}

/** A key as CQL quotes it: quotes and backslashes cannot end the string. */
export function cqlText(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** Deleted groups stay in restrictions; they let nobody in. */
export function toReaders({
  restrictions,
}: NonNullable<NonNullable<ContentV1['restrictions']>['read']>): readonly Principal[] {
  const users = (restrictions?.user?.results ?? []).flatMap((user) => {
    const id = user?.accountId ?? user?.userKey;
    if (user === undefined || id === undefined) return [];
    return [{ source: 'confluence', kind: 'user' as const, id, ...mailOf(user.email) }];
  });
  const groups = (restrictions?.group?.results ?? []).flatMap(({ id, name }) => {
    const known = id ?? name;
    return known === undefined ? [] : [{ source: 'confluence', kind: 'group' as const, id: known }];
  });
  return [...users, ...groups];
}

function mailOf(email: string | undefined): { readonly email?: string } {
  return email ? { email } : {};
}

export function toDetails(content: ContentV1): NodeDetails | undefined {
  const read = content.restrictions?.read;
  if (read === undefined) return undefined;
  const labels = (content.metadata?.labels?.results ?? []).map(({ name }) => name).sort();
  return { labels, readers: toReaders(read) };
}

export function toComment(content: ContentV1): CommentNode | undefined {
  const { extensions } = content;
  const child = toChild(content);
  const quoted = extensions?.inlineProperties?.originalSelection;
  return (
    child && {
      ...child,
      where: extensions?.location === 'inline' || quoted ? 'inline' : 'footer',
      quoted,
      isResolved: /^(?:resolved|dangling)$/.test(extensions?.resolution?.status ?? ''),
    }
  );
}

export function toAttachment(content: ContentV1): AttachmentNode | undefined {
  const child = toChild(content);
  const { extensions, metadata, _links } = content;
  return (
    child && {
      ...child,
      mediaType: extensions?.mediaType ?? metadata?.mediaType ?? 'application/octet-stream',
      byteCount: extensions?.fileSize,
      download: _links?.download,
    }
  );
}

/** Undefined for what lies in nothing that we read. */
function toChild({ id, title, version, container }: ContentV1) {
  if (container?.id === undefined || version === undefined) return undefined;
  return {
    id,
    title: title ?? '',
    container: container.id,
    version: version.number,
    updatedAt: version.when,
    author: toAuthor(version.by),
  };
}

export function toAuthor(by: NonNullable<ContentV1['version']>['by']): Author | undefined {
  return by && { id: by.accountId ?? by.userKey, name: by.displayName };
}

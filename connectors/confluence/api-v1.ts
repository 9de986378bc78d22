import { type Principal, readShape } from '#kit';
import type { Connection, Request } from './connection.ts';
import type { AttachmentNode, CommentNode, Space } from './content-node.ts';
import { toAttachment, toComment, toReaders } from './from-v1.ts';
import { listAll, type Paging } from './paging.ts';
import { type ContentV1, contentV1, readersV1 } from './schemas.ts';

/** What both deployments only tell through the older API. */
export interface ApiV1 {
  search(wanted: Search, signal: AbortSignal): AsyncGenerator<ContentV1>;
  comments(space: Space, signal: AbortSignal): AsyncGenerator<CommentNode>;
  attachments(space: Space, signal: AbortSignal): AsyncGenerator<AttachmentNode>;
  /** Undefined when the site does not have the content, or not for us. */
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
  async function* search({ cql, expand, what }: Search, signal: AbortSignal) {
    const query = { cql, expand: expand.join(',') };
    const request = { path: '/rest/api/content/search', query, what, scope: searchScope };
    const listing = listAll({ connection, request, limit: searchLimit, signal }, paging);
    for await (const found of listing) yield readShape(contentV1, found, what);
  }

  return {
    search,
    async *comments({ key }, signal) {
      const cql = `space=${cqlText(key)} and type=comment`;
      const what = `the comments of ${key}`;
      for await (const found of search({ cql, expand: commentExpand, what }, signal)) {
        const comment = toComment(found);
        if (comment) yield comment;
      }
    },
    async *attachments({ key }, signal) {
      const cql = `space=${cqlText(key)} and type=attachment`;
      const what = `the attachments of ${key}`;
      for await (const found of search({ cql, expand: attachmentExpand, what }, signal)) {
        const attachment = toAttachment(found);
        if (attachment) yield attachment;
      }
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

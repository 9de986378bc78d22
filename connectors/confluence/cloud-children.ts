import { readShape } from '#kit';
import type { ConfluenceApi } from './api.ts';
import { type ApiV1, commentExpand, cqlText } from './api-v1.ts';
import type { Connection, Request } from './connection.ts';
import { toComment } from './from-v1.ts';
import { attachmentV2, commentV2 } from './schemas.ts';

/** Comments and attachments of Cloud: all of them by the older API, one by its id by the newer. */
export function createCloudChildren(
  connection: Connection,
  v1: ApiV1,
): Pick<ConfluenceApi, 'comments' | 'attachments' | 'comment' | 'attachment' | 'download'> {
  return {
    comments: v1.comments,
    attachments: v1.attachments,

    async comment(id, signal) {
      for (const where of ['footer', 'inline'] as const) {
        const what = `the comment ${id}`;
        const path = `/api/v2/${where}-comments/${encodeURIComponent(id)}`;
        const request = { path, what, scope: 'read:comment:confluence' };
        const found = await connection.find(request, signal);
        if (found === undefined) continue;
        const comment = readShape(commentV2, found, what);
        const container = comment.pageId ?? comment.blogPostId;
        if (comment.status !== 'current' || container === undefined) return undefined;
        // The search tells who wrote it by name, the comment itself by id alone.
        const cql = `id=${cqlText(id)}`;
        for await (const listed of v1.search({ cql, expand: commentExpand, what }, signal)) {
          return toComment(listed);
        }
        const { version, resolutionStatus, properties } = comment;
        return {
          id,
          title: comment.title ?? '',
          container,
          version: version.number,
          updatedAt: version.createdAt,
          author: undefined,
          where,
          quoted: properties?.inlineOriginalSelection,
          isResolved: resolutionStatus === 'resolved',
        };
      }
      return undefined;
    },

    async attachment(id, signal) {
      const what = `the attachment ${id}`;
      const path = `/api/v2/attachments/${encodeURIComponent(id)}`;
      const request = { path, what, scope: 'read:attachment:confluence' };
      const answer = await connection.find(request, signal);
      if (answer === undefined) return undefined;
      const found = readShape(attachmentV2, answer, what);
      const container = found.pageId ?? found.blogPostId;
      if (found.status !== 'current' || container === undefined) return undefined;
      return {
        id,
        title: found.title,
        container,
        version: found.version.number,
        updatedAt: found.version.createdAt,
        author: { id: found.version.authorId, name: undefined },
        mediaType: found.mediaType ?? 'application/octet-stream',
        byteCount: found.fileSize,
        download: undefined,
      };
    },

    async download({ id, container, title }, maxBytes, signal) {
      const request: Request = {
        path: `/rest/api/content/${encodeURIComponent(container)}/child/attachment/${encodeURIComponent(id)}/download`,
        what: `the attachment "${title}"`,
        scope: 'read:attachment:confluence (classic: readonly:content.attachment:confluence)',
      };
      return (await connection.download(request, maxBytes, signal)).body;
    },
  };
}

import { readShape } from '#kit';
import type { ConfluenceApi } from './api.ts';
import { attachmentExpand, commentExpand, cqlText, createApiV1, detailsExpand } from './api-v1.ts';
import type { Connection, Request } from './connection.ts';
import type { Body, ContentNode, NodeKind } from './content-node.ts';
import { createDataCenterPeople } from './data-center-people.ts';
import { toAttachment, toAuthor, toComment, toDetails } from './from-v1.ts';
import { missingBody } from './missing-body.ts';
import { listAll, listStepping } from './paging.ts';
import { type ContentV1, contentV1, spaceV1 } from './schemas.ts';

/** With what we expand, Data Center gives no more at once. */
const limit = 200;
const nodeExpand = ['version', 'space', 'ancestors', 'history'];
/** A permission of Data Center is a person's, not a scope's. */
const scope = '';

/** Confluence Data Center: one listing tells version, ancestors, labels and restrictions. */
export function createDataCenterApi(
  connection: Connection,
  { archived }: { readonly archived: boolean },
): ConfluenceApi {
  const v1 = createApiV1(connection, 'start');

  const content = (id: string, expand: readonly string[], what: string): Request => ({
    path: `/rest/api/content/${encodeURIComponent(id)}`,
    query: { expand: expand.join(','), status: 'any' },
    what,
    scope,
  });

  const isShown = ({ status }: ContentV1) =>
    status === 'current' || (archived && status === 'archived');

  async function findContent(
    id: string,
    expand: readonly string[],
    signal: AbortSignal,
  ): Promise<ContentV1 | undefined> {
    const what = `the content ${id}`;
    const found = await connection.find(content(id, expand, what), signal);
    if (found === undefined) return undefined;
    return readShape(contentV1, found, what);
  }

  async function readBody(id: string, what: string, signal: AbortSignal): Promise<Body> {
    const request = content(id, ['body.storage', 'body.view'], what);
    const { body } = readShape(contentV1, await connection.json(request, signal), what);
    for (const format of ['storage', 'view'] as const) {
      const value = body?.[format]?.value;
      if (value !== undefined) return { format, value, hasTitledAnchors: true };
    }
    throw missingBody(what);
  }

  return {
    ...createDataCenterPeople(connection),

    async *spaces(keys, signal) {
      const request: Request = {
        path: '/rest/api/space',
        query: { status: 'current' },
        what: 'the list of spaces',
        scope,
      };
      const wanted = keys && new Set(keys);
      for await (const found of listAll({ connection, request, limit, signal }, 'start')) {
        const { id, key, name, type } = readShape(spaceV1, found, request.what);
        if (wanted && !wanted.has(key)) continue;
        yield { id, key, name, isPersonal: type === 'personal' };
      }
    },

    async *contents(space, kind, signal) {
      for (const status of archived ? ['current', 'archived'] : ['current']) {
        const request: Request = {
          path: '/rest/api/content',
          query: {
            spaceKey: space.key,
            type: kind,
            status,
            expand: [...nodeExpand, ...detailsExpand].join(','),
          },
          what: `the ${kind === 'page' ? 'pages' : 'blog posts'} of ${space.key}`,
          scope,
        };
        const listing = listStepping({
          connection,
          request,
          reversed: request,
          limit,
          signal,
          paging: 'start',
          idOf: (found) => readShape(contentV1, found, request.what).id,
        });
        for await (const listed of listing) {
          if (listed.is === 'hole') yield listed;
          else {
            const found = readShape(contentV1, listed.entry, request.what);
            const details = toDetails(found);
            const node = toNode(found, kind, true);
            yield { is: 'entry', entry: { node, ...(details && { details }) } };
          }
        }
      }
    },

    // The listing has told them.
    async *details() {},

    comments: v1.comments,
    attachments: v1.attachments,

    async node(id, kind, signal) {
      const found = await findContent(id, nodeExpand, signal);
      return found?.type === kind ? toNode(found, kind, isShown(found)) : undefined;
    },

    async detailsOf(id, _kind, signal) {
      const found = await findContent(id, detailsExpand, signal);
      if (found === undefined) return undefined;
      const details = toDetails(found);
      if (details) return details;
      const readers = await v1.readers(id, signal);
      const labels = (found.metadata?.labels?.results ?? []).map(({ name }) => name).sort();
      return readers && { labels, readers };
    },

    async comment(id, signal) {
      const found = await findContent(id, commentExpand, signal);
      return found && isShown(found) ? toComment(found) : undefined;
    },

    async attachment(id, signal) {
      const found = await findContent(id, attachmentExpand, signal);
      return found && isShown(found) ? toAttachment(found) : undefined;
    },

    body: ({ id, title }, signal) => readBody(id, `the text of "${title}"`, signal),
    commentBody: ({ id }, signal) => readBody(id, `the comment ${id}`, signal),

    async download({ download, title, container }, maxBytes, signal) {
      // Behind the address of the site; anything but a path could name another host.
      const path = download?.startsWith('/')
        ? download
        : `/download/attachments/${encodeURIComponent(container)}/${encodeURIComponent(title)}`;
      const request: Request = { path, what: `the attachment "${title}"`, scope };
      return (await connection.download(request, maxBytes, signal)).body;
    },

    async findByTitle({ spaceKey, title, kind }, signal) {
      const request: Request = {
        path: '/rest/api/content',
        query: { spaceKey, title, type: kind, expand: nodeExpand.join(',') },
        what: `"${title}" in ${spaceKey}`,
        scope,
      };
      const listing = listAll({ connection, request, limit, signal }, 'start');
      for await (const found of listing) {
        return toNode(readShape(contentV1, found, request.what), kind, true);
      }
      return undefined;
    },

    async versions(ids, signal) {
      const found = new Map<string, number>();
      for (let at = 0; at < ids.length; at += limit) {
        const cql = `id in (${ids
          .slice(at, at + limit)
          .map(cqlText)
          .join(', ')})`;
        const what = 'the versions of included pages';
        for await (const { id, version } of v1.search({ cql, expand: ['version'], what }, signal)) {
          found.set(id, version?.number ?? 0);
        }
      }
      return found;
    },
  };
}

function toNode(content: ContentV1, kind: NodeKind, isShown: boolean): ContentNode {
  const { id, title = '', space, ancestors, version, history, _links } = content;
  const parent = ancestors?.at(-1);
  return {
    id,
    kind,
    title,
    isShown,
    spaceId: space?.key,
    parent: parent && { id: parent.id, kind: 'page' },
    version: version?.number ?? 0,
    updatedAt: version?.when,
    createdAt: history?.createdDate,
    author: toAuthor(history?.createdBy) ?? toAuthor(version?.by),
    webui: _links?.webui,
  };
}

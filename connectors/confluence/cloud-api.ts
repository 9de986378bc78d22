import { readShape } from '#kit';
import type { ConfluenceApi } from './api.ts';
import { cqlText, createApiV1, detailsExpand } from './api-v1.ts';
import { chunksOf } from './chunks-of.ts';
import { createCloudBodies } from './cloud-bodies.ts';
import { createCloudChildren } from './cloud-children.ts';
import { createCloudPeople } from './cloud-people.ts';
import { limit, places } from './cloud-places.ts';
import type { Connection, Request } from './connection.ts';
import type { ContentNode, NodeKind } from './content-node.ts';
import { toDetails } from './from-v1.ts';
import { listAll, listStepping } from './paging.ts';
import { type ContentV2, contentV2, labelsV2, spaceV2 } from './schemas.ts';

/** Confluence Cloud: lists without bodies by v2; v1 for what only it knows. */
export function createCloudApi(
  connection: Connection,
  { archived }: { readonly archived: boolean },
): ConfluenceApi {
  const v1 = createApiV1(connection, 'cursor');
  const statuses = archived ? ['current', 'archived'] : ['current'];
  const spaceIds = new Map<string, string | undefined>();

  const list = (request: Request, signal: AbortSignal) =>
    listAll({ connection, request, limit, signal }, 'cursor');

  async function spaceId(key: string, signal: AbortSignal): Promise<string | undefined> {
    if (!spaceIds.has(key)) {
      for await (const space of api.spaces([key], signal)) spaceIds.set(space.key, space.id);
      if (!spaceIds.has(key)) spaceIds.set(key, undefined);
    }
    return spaceIds.get(key);
  }

  const api: ConfluenceApi = {
    ...createCloudBodies(connection),
    ...createCloudChildren(connection, v1),
    ...createCloudPeople(connection),

    async *spaces(keys, signal) {
      for (const some of keys === undefined ? [undefined] : chunksOf(keys, limit)) {
        const request: Request = {
          path: '/api/v2/spaces',
          query: { status: 'current', keys: some?.join(',') },
          what: some ? `the spaces ${some.join(', ')}` : 'the list of spaces',
          scope: 'read:space:confluence',
        };
        for await (const found of list(request, signal)) {
          const { id, key, name, type } = readShape(spaceV2, found, request.what);
          spaceIds.set(key, id);
          yield { id, key, name, isPersonal: type === 'personal' };
        }
      }
    },

    async *contents(space, kind, signal) {
      const { path, scope } = places[kind];
      const request = (sort: string): Request => ({
        path: `/api/v2/spaces/${encodeURIComponent(space.id)}/${path}`,
        query: { status: (kind === 'page' ? statuses : ['current']).join(','), sort },
        what: `the ${kind === 'page' ? 'pages' : 'blog posts'} of ${space.key}`,
        scope,
      });
      const listing = listStepping({
        connection,
        request: request('id'),
        reversed: request('-id'),
        limit,
        signal,
        paging: 'cursor',
        idOf: (found) => readShape(contentV2, found, path).id,
      });
      for await (const listed of listing) {
        if (listed.is === 'hole') yield listed;
        else {
          const node = toNode(
            readShape(contentV2, listed.entry, request('id').what),
            kind,
            statuses,
          );
          yield { is: 'entry', entry: { node } };
        }
      }
    },

    async *details(space, signal) {
      const cql = `space=${cqlText(space.key)} and type in (page, blogpost)`;
      const what = `the labels and restrictions in ${space.key}`;
      for await (const found of v1.search({ cql, expand: detailsExpand, what }, signal)) {
        const details = toDetails(found);
        if (details) yield { id: found.id, ...details };
      }
    },

    async node(id, kind, signal) {
      const { path, scope } = places[kind];
      const what = `the ${kind} ${id}`;
      const request: Request = { path: `/api/v2/${path}/${encodeURIComponent(id)}`, what, scope };
      const found = await connection.find(request, signal);
      if (found === undefined) return undefined;
      return toNode(readShape(contentV2, found, what), kind, statuses);
    },

    async detailsOf(id, kind, signal) {
      const readers = await v1.readers(id, signal);
      if (readers === undefined || (kind !== 'page' && kind !== 'blogpost')) {
        return readers && { labels: [], readers };
      }
      const what = `the labels of ${id}`;
      const request: Request = {
        path: `/api/v2/${places[kind].path}/${encodeURIComponent(id)}/labels`,
        query: { limit },
        what,
        scope: 'read:label:confluence',
      };
      const found = await connection.find(request, signal);
      const results = found === undefined ? [] : readShape(labelsV2, found, what).results;
      return { labels: results.map(({ name }) => name).sort(), readers };
    },

    async findByTitle({ spaceKey, title, kind }, signal) {
      const id = await spaceId(spaceKey, signal);
      if (id === undefined) return undefined;
      const { path, scope } = places[kind];
      const request: Request = {
        path: `/api/v2/${path}`,
        query: { 'space-id': id, title, status: 'current' },
        what: `"${title}" in ${spaceKey}`,
        scope,
      };
      for await (const found of list(request, signal)) {
        return toNode(readShape(contentV2, found, request.what), kind, statuses);
      }
      return undefined;
    },

    async versions(ids, signal) {
      const found = new Map<string, number>();
      for (const some of chunksOf(ids, limit)) {
        const request: Request = {
          path: '/api/v2/pages',
          query: { id: some.join(','), status: 'current' },
          what: 'the versions of included pages',
          scope: places.page.scope,
        };
        for await (const one of list(request, signal)) {
          const { id, version } = readShape(contentV2, one, request.what);
          found.set(id, version?.number ?? 0);
        }
      }
      return found;
    },
  };
  return api;
}

function toNode(content: ContentV2, kind: NodeKind, statuses: readonly string[]): ContentNode {
  const { id, title, spaceId, parentId, parentType, version, createdAt, authorId } = content;
  return {
    id,
    kind,
    title,
    isShown: statuses.includes(content.status),
    spaceId,
    parent: parentId === undefined ? undefined : { id: parentId, kind: parentType ?? 'page' },
    version: version?.number ?? 0,
    updatedAt: version?.createdAt,
    createdAt,
    author: authorId === undefined ? undefined : { id: authorId, name: undefined },
    webui: content._links?.webui,
  };
}

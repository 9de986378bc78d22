import type { Principal } from '#kit';
import type { ConfluenceApi } from './api.ts';
import {
  attachmentExpand,
  commentExpand,
  cqlText,
  createApiV1,
  detailsExpand,
  toAttachment,
  toComment,
  toDetails,
} from './api-v1.ts';
import type { Connection, Request } from './connection.ts';
import type { Body, ContentNode, NodeKind } from './content-node.ts';
import { listAll, listStepping } from './paging.ts';
import { readShape } from './read-shape.ts';
import {
  attachmentV2,
  bodyV2,
  type ContentV2,
  commentV2,
  contentV2,
  labelsV2,
  permissionV2,
  spaceV2,
  userPage,
} from './schemas.ts';

/** The most that v2 gives at once, of entries and of ids. */
const limit = 250;

const places: Readonly<Record<NodeKind, { readonly path: string; readonly scope: string }>> = {
  page: { path: 'pages', scope: 'read:page:confluence' },
  blogpost: { path: 'blogposts', scope: 'read:page:confluence' },
  folder: { path: 'folders', scope: 'read:folder:confluence' },
  whiteboard: { path: 'whiteboards', scope: 'read:whiteboard:confluence' },
  database: { path: 'databases', scope: 'read:database:confluence' },
  embed: { path: 'embeds', scope: 'read:embed:confluence' },
};

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

  async function readBody(request: Request, signal: AbortSignal) {
    return readShape(bodyV2, await connection.json(request, signal), request.what);
  }

  const api: ConfluenceApi = {
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

    async *comments(space, signal) {
      const cql = `space=${cqlText(space.key)} and type=comment`;
      const what = `the comments of ${space.key}`;
      for await (const found of v1.search({ cql, expand: commentExpand, what }, signal)) {
        const comment = toComment(found);
        if (comment) yield comment;
      }
    },

    async *attachments(space, signal) {
      const cql = `space=${cqlText(space.key)} and type=attachment`;
      const what = `the attachments of ${space.key}`;
      for await (const found of v1.search({ cql, expand: attachmentExpand, what }, signal)) {
        const attachment = toAttachment(found);
        if (attachment) yield attachment;
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

    async body({ id, kind, title }, signal) {
      const { path, scope } = places[kind];
      const request = (format: string): Request => ({
        path: `/api/v2/${path}/${encodeURIComponent(id)}`,
        query: { 'body-format': format, 'include-properties': 'true' },
        what: `the text of "${title}"`,
        scope,
      });
      const stored = await readBody(request('storage'), signal);
      const editor = stored.properties?.results?.find(({ key }) => key === 'editor')?.value;
      const hasTitledAnchors = editor === 'v1';
      const storage = stored.body?.storage?.value;
      if (storage !== undefined) return { format: 'storage', value: storage, hasTitledAnchors };
      for (const [format, name] of [
        ['adf', 'atlas_doc_format'],
        ['view', 'view'],
      ] as const) {
        const other = (await readBody(request(name), signal)).body?.[name]?.value;
        if (other !== undefined) return { format, value: other, hasTitledAnchors };
      }
      return { format: 'storage', value: '', hasTitledAnchors };
    },

    async commentBody({ id, where }, signal): Promise<Body> {
      const request: Request = {
        path: `/api/v2/${where}-comments/${encodeURIComponent(id)}`,
        query: { 'body-format': 'storage' },
        what: `the comment ${id}`,
        scope: 'read:comment:confluence',
      };
      const value = (await readBody(request, signal)).body?.storage?.value ?? '';
      return { format: 'storage', value, hasTitledAnchors: false };
    },

    async download({ id, container, title }, maxBytes, signal) {
      const request: Request = {
        path: `/rest/api/content/${encodeURIComponent(container)}/child/attachment/${encodeURIComponent(id)}/download`,
        what: `the attachment "${title}"`,
        scope: 'read:attachment:confluence (classic: readonly:content.attachment:confluence)',
      };
      return (await connection.download(request, maxBytes, signal)).body;
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

    async names(ids, signal) {
      const names = new Map<string, string>();
      for (const accountIds of chunksOf(ids, limit)) {
        const request: Request = {
          path: '/api/v2/users-bulk',
          body: { accountIds },
          what: 'the names of people',
          scope: 'read:user:confluence',
        };
        const { results } = readShape(
          userPage,
          await connection.json(request, signal),
          request.what,
        );
        for (const { accountId, displayName, publicName } of results) {
          const name = displayName || publicName;
          if (name) names.set(accountId, name);
        }
      }
      return names;
    },

    async spaceReaders(space, signal) {
      const request: Request = {
        path: `/api/v2/spaces/${encodeURIComponent(space.id)}/permissions`,
        what: `who may read ${space.key}`,
        scope: 'read:space:confluence',
      };
      const readers: Principal[] = [];
      for await (const found of list(request, signal)) {
        const { principal, operation } = readShape(permissionV2, found, request.what);
        if (operation.key !== 'read' || operation.targetType !== 'space') continue;
        const kind = principal.type === 'user' ? 'user' : 'group';
        readers.push({ source: 'confluence', kind, id: principal.id });
      }
      return readers;
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

function* chunksOf<Entry>(entries: readonly Entry[], size: number): Generator<readonly Entry[]> {
  for (let at = 0; at < entries.length; at += size) yield entries.slice(at, at + size);
}

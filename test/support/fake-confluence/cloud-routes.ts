import { errorV2, json } from './answer.ts';
import type { FakeSite } from './fake-site.ts';
import type { FakeContent, FakeSpace } from './state.ts';

const collections = {
  pages: 'page',
  blogposts: 'blogpost',
  folders: 'folder',
  attachments: 'attachment',
  'footer-comments': 'comment',
  'inline-comments': 'comment',
} as const;

/** The part of the Cloud API v2 that a reader needs. Undefined for what is no path of it. */
export async function answerV2(
  site: FakeSite,
  request: Request,
  path: string,
): Promise<Response | undefined> {
  const { state } = site;
  const { searchParams: query } = new URL(request.url);
  const [collection = '', id, inner] = path.split('/');
  if (collection === 'spaces' && id === undefined) return listSpaces(site, query);
  if (collection === 'spaces' && inner === 'permissions') {
    const space = spaceById(site, id);
    return space ? list(site, query, permissionsOf(space)) : errorV2(404, 'Not Found');
  }
  if (collection === 'spaces' && (inner === 'pages' || inner === 'blogposts')) {
    const space = spaceById(site, id);
    if (!space) return errorV2(404, 'Not Found');
    const statuses = (query.get('status') ?? 'current,archived').split(',');
    const found = [...state.contents.values()]
      .filter(({ type }) => type === collections[inner])
      .filter(({ spaceKey, status }) => spaceKey === space.key && statuses.includes(status))
      .sort((a, b) => Number(a.id) - Number(b.id));
    if (query.get('sort') === '-id') found.reverse();
    return list(
      site,
      query,
      found.map((one) => contentV2(site, one, {})),
      found.map((one) => one.id),
    );
  }
  if (collection === 'users-bulk' && request.method === 'POST')
    return usersBulk(site, await request.json());
  const type = isCollection(collection) ? collections[collection] : undefined;
  if (type === undefined) return undefined;
  if (id === undefined) return listByQuery(site, query, type);
  const content = state.contents.get(id);
  if (content?.type !== type) return errorV2(404, 'Not Found');
  if (type === 'comment' && whereOf(content) !== collection.replace('-comments', '')) {
    return errorV2(404, 'Not Found');
  }
  if (inner === 'labels') {
    return list(
      site,
      query,
      content.labels.map((name, at) => ({ id: String(at), name, prefix: 'global' })),
    );
  }
  if (inner !== undefined) return undefined;
  if (site.spoilt.has(id) && query.has('body-format')) return errorV2(500, 'Internal Server Error');
  return json({
    ...contentV2(site, content, {
      format: query.get('body-format') ?? undefined,
      withProperties: query.get('include-properties') === 'true',
    }),
  });
}

function isCollection(name: string): name is keyof typeof collections {
  return Object.hasOwn(collections, name);
}

function listSpaces(site: FakeSite, query: URLSearchParams): Response {
  const keys = query.get('keys')?.split(',');
  const spaces = [...site.state.spaces.values()]
    .filter(({ key, status }) => status === 'current' && (keys?.includes(key) ?? true))
    .map(({ id, key, name, type, status }) => ({
      id,
      key,
      name,
      type,
      status,
      authorId: '5b10ac8d82e05b22cc7d4ef5',
      createdAt: '2025-01-01T00:00:00.000Z',
      homepageId: '1',
      _links: { webui: `/spaces/${key}` },
    }));
  return list(site, query, spaces);
}

function listByQuery(site: FakeSite, query: URLSearchParams, type: FakeContent['type']): Response {
  const ids = query.get('id')?.split(',');
  const title = query.get('title');
  const space = spaceById(site, query.get('space-id') ?? undefined);
  const found = [...site.state.contents.values()]
    .filter((content) => content.type === type && content.status === 'current')
    .filter((content) => ids?.includes(content.id) ?? true)
    .filter((content) => title === null || content.title === title)
    .filter((content) => !query.has('space-id') || content.spaceKey === space?.key);
  return list(
    site,
    query,
    found.map((one) => contentV2(site, one, {})),
  );
}

function usersBulk(site: FakeSite, body: { accountIds?: string[] }): Response {
  const results = (body.accountIds ?? []).flatMap((accountId) => {
    const displayName = site.state.people.get(accountId);
    return displayName === undefined
      ? []
      : [
          {
            accountId,
            displayName,
            publicName: displayName,
            accountType: 'atlassian',
            accountStatus: 'active',
            email: '',
            timeZone: null,
            personalSpaceId: null,
            isExternalCollaborator: false,
            profilePicture: { path: '/p.png', isDefault: true },
          },
        ];
  });
  return json({ results, _links: { base: site.linkBase } });
}

/** A cursor is the place behind which the listing goes on. */
function list(
  site: FakeSite,
  query: URLSearchParams,
  all: readonly unknown[],
  ids: readonly string[] = [],
): Response {
  const limit = Math.min(250, Number(query.get('limit') ?? 25));
  const cursor = query.get('cursor');
  const [start = 0, turn = 0] = cursor === null ? [] : atob(cursor).split(':').map(Number);
  const isGap = site.traps.emptyPages === true && turn % 2 === 1;
  const end = isGap ? start : start + limit;
  const results = all.slice(start, end);
  if (ids.slice(start, end).some((id) => site.poisoned.has(id)))
    return errorV2(500, 'Internal Server Error');
  const isLast =
    end >= all.length && !(site.traps.emptyPages === true && turn % 2 === 0 && all.length > 0);
  const next = site.traps.repeatedCursor && cursor !== null ? cursor : btoa(`${end}:${turn + 1}`);
  const rest = new URLSearchParams(query);
  rest.set('cursor', next);
  const links = isLast && !site.traps.repeatedCursor ? {} : { next: `/wiki/api/v2/next?${rest}` };
  return json(
    { results, _links: { ...links, base: site.linkBase } },
    200,
    links.next ? { link: `<${links.next}>; rel="next"` } : {},
  );
}

function contentV2(
  site: FakeSite,
  content: FakeContent,
  {
    format,
    withProperties,
  }: { readonly format?: string | undefined; readonly withProperties?: boolean },
) {
  const { id, type, title, status, spaceKey, parentId, containerId, version, changedAt, authorId } =
    content;
  const parent = parentId === undefined ? undefined : site.state.contents.get(parentId);
  const value =
    format === 'atlas_doc_format'
      ? content.adf
      : format === 'storage'
        ? content.storage
        : undefined;
  const container = containerId === undefined ? undefined : site.state.contents.get(containerId);
  const holder =
    container &&
    (container.type === 'page' ? { pageId: container.id } : { blogPostId: container.id });
  return {
    id,
    status,
    title,
    ...(type === 'comment' || type === 'attachment'
      ? holder
      : {
          spaceId: site.state.spaces.get(spaceKey)?.id,
          ...(type === 'blogpost'
            ? {}
            : {
                ...(parent && { parentId, parentType: parent.type }),
                position: 1,
                ownerId: authorId,
                ...(type === 'page' && { lastOwnerId: null }),
              }),
          authorId,
        }),
    ...(type === 'folder' ? { type: 'folder' } : {}),
    ...(type !== 'comment' && { createdAt: changedAt }),
    version: { number: version, createdAt: changedAt, message: '', minorEdit: false, authorId },
    ...(type !== 'folder' &&
      type !== 'attachment' && {
        body: value === undefined ? {} : { [format ?? '']: { representation: format, value } },
      }),
    ...(type === 'comment'
      ? {
          resolutionStatus: content.comment?.isResolved ? 'resolved' : 'open',
          ...(content.comment?.quoted !== undefined && {
            properties: {
              inlineOriginalSelection: content.comment.quoted,
              inlineMarkerRef: 'marker',
            },
          }),
        }
      : {}),
    ...(type === 'attachment'
      ? {
          mediaType: content.mediaType,
          mediaTypeDescription: 'File',
          comment: '',
          fileId: `file-${id}`,
          fileSize: content.bytes?.byteLength ?? 0,
          webuiLink: site.webui(content),
          downloadLink: `/download/attachments/${containerId}/${encodeURIComponent(title)}`,
        }
      : {}),
    ...(withProperties
      ? {
          properties: {
            results: [{ id: '1', key: 'editor', value: content.editor, version: { number: 1 } }],
            meta: { hasMore: false },
          },
        }
      : {}),
    _links: {
      webui: site.webui(content),
      ...(type === 'page' && { editui: `/edit/${id}`, tinyui: '/x/abc' }),
    },
  };
}

function whereOf({ comment }: FakeContent): 'inline' | 'footer' {
  return comment?.quoted === undefined ? 'footer' : 'inline';
}

function permissionsOf({ readers }: FakeSpace) {
  const one = (type: string) => (id: string, at: number) => ({
    id: `${type}${at}`,
    principal: { type, id },
    operation: { key: 'read', targetType: 'space' },
  });
  return [...readers.users.map(one('user')), ...readers.groups.map(one('group'))];
}

function spaceById({ state }: FakeSite, id: string | undefined): FakeSpace | undefined {
  return [...state.spaces.values()].find((space) => space.id === id && space.status === 'current');
}

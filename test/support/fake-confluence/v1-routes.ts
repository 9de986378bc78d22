import { errorV1, json } from './answer.ts';
import type { FakeSite } from './fake-site.ts';
import type { FakeContent } from './state.ts';

/** The part of the v1 API that Cloud still needs and Data Center lives on. */
export function answerV1(site: FakeSite, request: Request, path: string): Response | undefined {
  const { state } = site;
  const url = new URL(request.url);
  const query = url.searchParams;
  const expand = (query.get('expand') ?? '').split(',');
  if (path === 'content/search') {
    const found = searchContent(site, query.get('cql') ?? '');
    if (found === undefined) return errorV1(400, 'Could not parse cql');
    return list(
      site,
      url,
      found.map((one) => contentV1(site, one, expand)),
      found,
    );
  }
  if (path === 'user/current') {
    return json({
      type: 'known',
      accountId: '5b10ac8d82e05b22cc7d4ef5',
      displayName: 'Ada Lovelace',
    });
  }
  const [noun, id = '', inner, ...rest] = path.split('/');
  if (noun === 'content' && inner === 'restriction' && rest.join('/') === 'byOperation/read') {
    const content = state.contents.get(id);
    return content
      ? json(restrictionsOf(site, content, id))
      : errorV1(404, 'No content found with id');
  }
  if (
    noun === 'content' &&
    inner === 'child' &&
    rest[0] === 'attachment' &&
    rest[2] === 'download'
  ) {
    const attachment = state.contents.get(rest[1] ?? '');
    if (attachment === undefined) return errorV1(404, 'No attachment');
    if (site.spoilt.has(attachment.id)) return errorV1(500, 'Internal error');
    const location = `${site.mediaUrl}/file/${attachment.id}?token=${site.mediaToken}`;
    return new Response(null, { status: 302, headers: { location } });
  }
  if (!site.isDataCenter) return errorV1(410, 'This deprecated endpoint has been removed.');
  if (noun === 'space' && inner === 'permissions') {
    const space = state.spaces.get(id);
    if (!space) return errorV1(404, 'No space');
    const one = (type: string) => (name: string) => ({
      operation: { operationKey: 'read', targetType: 'space' },
      subject: { type, ...(type === 'group' ? { name } : { userKey: name }) },
    });
    return json([
      ...space.readers.users.map(one('known')),
      ...space.readers.groups.map(one('group')),
    ]);
  }
  if (path === 'space') {
    const spaces = [...state.spaces.values()].filter(({ status }) => status === 'current');
    return list(
      site,
      url,
      spaces.map(({ id: spaceId, key, name, type }) => ({ id: Number(spaceId), key, name, type })),
    );
  }
  if (path === 'user') {
    const displayName = state.people.get(query.get('key') ?? '');
    return displayName
      ? json({ type: 'known', userKey: query.get('key'), displayName })
      : errorV1(404, 'No user');
  }
  if (path === 'content') {
    const found = [...state.contents.values()]
      .filter(({ type }) => type === (query.get('type') ?? 'page'))
      .filter(({ spaceKey }) => !query.has('spaceKey') || spaceKey === query.get('spaceKey'))
      .filter(({ title }) => !query.has('title') || title === query.get('title'))
      .filter(({ status }) => status === (query.get('status') ?? 'current'));
    return list(
      site,
      url,
      found.map((one) => contentV1(site, one, expand)),
      found,
    );
  }
  if (noun === 'content' && inner === undefined) {
    const content = state.contents.get(id);
    if (content === undefined) return errorV1(404, `No content found with id: ContentId{id=${id}}`);
    if (site.spoilt.has(id) && expand.includes('body.storage'))
      return errorV1(500, 'Internal error');
    return json(contentV1(site, content, expand));
  }
  return undefined;
}

function searchContent({ state }: FakeSite, cql: string): readonly FakeContent[] | undefined {
  const all = [...state.contents.values()].filter(({ status }) => status === 'current');
  const [, single] = /^id="(\w+)"$/.exec(cql) ?? [];
  if (single !== undefined) return all.filter(({ id }) => id === single);
  const [, several] = /^id in \(([^)]*)\)$/.exec(cql) ?? [];
  if (several !== undefined) return all.filter(({ id }) => several.includes(`"${id}"`));
  const [, key, types] = /^space="([^"]+)" and type(?:=| in )\(?([a-z, ]+)\)?$/.exec(cql) ?? [];
  if (key === undefined || types === undefined) return undefined;
  const wanted = types.split(', ');
  return all.filter(({ spaceKey, type }) => spaceKey === key && wanted.includes(type));
}

/** On Cloud by cursor; on Data Center by offset, capped without a word. */
function list(
  site: FakeSite,
  url: URL,
  all: readonly unknown[],
  of: readonly FakeContent[] = [],
): Response {
  const query = url.searchParams;
  const asked = Number(query.get('limit') ?? 25);
  const limit = Math.min(asked, site.traps.pageCap ?? 200);
  const cursor = query.get('cursor');
  const start = cursor === null ? Number(query.get('start') ?? 0) : Number(atob(cursor));
  const results = all.slice(start, start + limit);
  if (of.slice(start, start + limit).some(({ id }) => site.poisoned.has(id))) {
    return errorV1(500, 'Internal error');
  }
  const isLast = start + limit >= all.length;
  // As it does: the next address goes on behind what was asked for, whatever was given.
  const next = site.isDataCenter
    ? `${url.pathname}?limit=${asked}&start=${start + asked}`
    : `/rest/api/content/search?next=true&cursor=${encodeURIComponent(btoa(String(start + limit)))}&limit=${asked}&start=${start + limit}`;
  return json({
    results,
    start,
    limit: asked,
    size: results.length,
    _links: { base: site.linkBase, context: '', ...(isLast ? {} : { next }) },
  });
}

function contentV1(site: FakeSite, content: FakeContent, expand: readonly string[]) {
  const { id, type, title, status, spaceKey, version, changedAt, authorId, containerId, comment } =
    content;
  const has = (name: string) => expand.some((one) => one === name || one.startsWith(`${name}.`));
  const container = containerId === undefined ? undefined : site.state.contents.get(containerId);
  const person = personOf(site, authorId);
  return {
    id,
    type,
    status,
    title,
    ...(has('space') && {
      space: {
        id: Number(site.state.spaces.get(spaceKey)?.id),
        key: spaceKey,
        name: spaceKey,
        type: 'global',
        status: 'current',
      },
    }),
    ...(has('version') && {
      version: { number: version, when: changedAt, by: person, minorEdit: false },
    }),
    ...(has('history') && { history: { latest: true, createdBy: person, createdDate: changedAt } }),
    ...(has('ancestors') && { ancestors: ancestorsOf(site, content) }),
    ...(has('container') && {
      container: container
        ? {
            id: container.id,
            type: container.type,
            status: container.status,
            title: container.title,
          }
        : { id: Number(site.state.spaces.get(spaceKey)?.id), key: spaceKey },
    }),
    ...((has('metadata.labels') || has('metadata')) && {
      metadata: {
        ...(content.mediaType !== undefined && { mediaType: content.mediaType }),
        ...(has('metadata.labels') && {
          labels: {
            results: content.labels.map((name) => ({
              prefix: 'global',
              name,
              id: name,
              label: name,
            })),
            start: 0,
            limit: 200,
            size: content.labels.length,
          },
        }),
      },
    }),
    ...(has('restrictions.read') && { restrictions: { read: restrictionsOf(site, content, id) } }),
    ...(has('body.storage') &&
      content.storage !== undefined && {
        body: { storage: { value: content.storage, representation: 'storage' } },
      }),
    extensions: {
      ...(type === 'attachment' && {
        mediaType: content.mediaType,
        fileSize: content.bytes?.byteLength ?? 0,
      }),
      ...(comment && {
        location: comment.quoted === undefined ? 'footer' : 'inline',
        ...(has('extensions.inlineProperties') &&
          comment.quoted !== undefined && {
            inlineProperties: { originalSelection: comment.quoted, markerRef: 'marker' },
          }),
        ...(has('extensions.resolution') && {
          resolution: { status: comment.isResolved ? 'resolved' : 'open' },
        }),
      }),
    },
    _links: {
      webui: site.webui(content),
      ...(type === 'attachment' && {
        download: `/download/attachments/${containerId}/${encodeURIComponent(title)}?version=${version}`,
      }),
    },
  };
}

function personOf({ state, isDataCenter }: FakeSite, id: string) {
  const displayName = state.people.get(id) ?? 'Former user';
  return isDataCenter
    ? { type: 'known', username: id, userKey: id, displayName }
    : {
        type: 'known',
        accountId: id,
        accountType: 'atlassian',
        email: '',
        publicName: displayName,
        displayName,
      };
}

function ancestorsOf({ state }: FakeSite, content: FakeContent) {
  const found: { id: string; type: string; title: string }[] = [];
  for (let id = content.parentId; id !== undefined; id = state.contents.get(id)?.parentId) {
    const above = state.contents.get(id);
    if (above) found.unshift({ id, type: above.type, title: above.title });
  }
  return found;
}

function restrictionsOf(site: FakeSite, { readers }: FakeContent, id: string) {
  const users = (readers?.users ?? []).map((user) => personOf(site, user));
  const groups = (readers?.groups ?? []).map((name) => ({ type: 'group', name, id: name }));
  const listing = (results: readonly unknown[]) => ({
    results,
    start: 0,
    limit: 200,
    size: results.length,
  });
  return {
    operation: 'read',
    restrictions: { user: listing(users), group: listing(groups) },
    _expandable: { content: '' },
    _links: { self: `${site.linkBase}/rest/api/content/${id}/restriction/byOperation/read` },
  };
}

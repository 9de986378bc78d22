import { type DeltaSource, deltaPage, firstToken, readToken, writeToken } from './delta.ts';
import type { FakeGraph } from './fake-graph.ts';
import { driveJson, itemJson, listItemJson, listJson, permissionsOf, siteJson } from './shapes.ts';
import { type FakeDrive, type FakeItem, type FakeList, host } from './state.ts';

/** An error as Graph writes it. */
export function refusal(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const innerError = { 'request-id': 'r-1', date: '2026-01-01T00:00:00' };
  return Response.json(
    { error: { code, message, innerError } },
    { status, headers: { ...headers, 'request-id': 'r-1' } },
  );
}

const notFound = () => refusal(404, 'itemNotFound', 'The resource could not be found.');

/** What a request costs by Microsoft's table. */
export function unitsOf(url: URL, body: string): number {
  const path = url.pathname;
  if (path.endsWith('$batch')) return (body.match(/"url"/g)?.length ?? 0) * 5;
  if (path.endsWith('/permissions')) return 5;
  if (path.endsWith('/delta')) return url.searchParams.has('token') ? 1 : 2;
  return /\/(?:children|drives|lists|sites|columns)$/.test(path) ? 2 : 1;
}

interface Asked {
  readonly fake: FakeGraph;
  readonly url: URL;
  readonly prefer: string;
}

export async function answerGraph(
  fake: FakeGraph,
  request: Request,
  body: string,
): Promise<Response> {
  const url = new URL(request.url);
  if (url.pathname === '/v1.0/$batch') return batch(fake, body);
  return answerGet({ fake, url, prefer: request.headers.get('prefer') ?? '' });
}

async function batch(fake: FakeGraph, body: string): Promise<Response> {
  const { requests }: { requests: { id: string; url: string }[] } = JSON.parse(body);
  if (requests.length > 20) return refusal(400, 'BadRequest', 'At most 20 requests.');
  const responses = await Promise.all(
    requests.map(async ({ id, url }) => {
      if ((fake.traps.busyMembers ?? 0) > 0) {
        fake.traps.busyMembers = (fake.traps.busyMembers ?? 0) - 1;
        return {
          id,
          status: 429,
          headers: { 'Retry-After': '2' },
          body: { error: { code: 'activityLimitReached' } },
        };
      }
      const answer = answerGet({ fake, url: new URL(`/v1.0${url}`, fake.url), prefer: '' });
      return { id, status: answer.status, headers: {}, body: await answer.json() };
    }),
  );
  return Response.json({ responses: responses.reverse() });
}

function answerGet(asked: Asked): Response {
  const { fake, url } = asked;
  const { state } = fake;
  const segments = url.pathname.slice('/v1.0/'.length).split('/').map(decodeURIComponent);
  const [noun, id = '', ...rest] = segments;
  if (noun === 'sites') {
    const byPath = /^([^:,]+)(?::(.*))?$/.exec([id, ...rest].join('/'));
    if (byPath && !id.includes(',')) {
      const site = [...state.sites.values()].find(({ path }) => path === (byPath[2] ?? ''));
      return site && byPath[1] === host ? select(url, siteJson(state, site.id, host)) : notFound();
    }
    return state.sites.has(id) ? answerSite(asked, id, rest) : notFound();
  }
  if (noun === 'users') {
    const drive = [...state.drives.values()].find(({ user }) => user === id);
    return drive && rest[0] === 'drive' ? select(url, driveJson(drive)) : notFound();
  }
  const drive = noun === 'drives' ? state.drives.get(id) : undefined;
  return drive ? answerDrive(asked, drive, rest) : notFound();
}

function answerSite(
  asked: Asked,
  siteId: string,
  [noun, id = '', ...rest]: readonly string[],
): Response {
  const { fake, url } = asked;
  const { state } = fake;
  if (noun === 'sites') {
    const below = [...state.sites.values()].filter(({ parent }) => parent === siteId);
    return paged(
      asked,
      below.map((site) => siteJson(state, site.id, host)),
    );
  }
  if (noun === 'drives') {
    const drives = [...state.drives.values()].filter((drive) => drive.siteId === siteId);
    return paged(asked, drives.map(driveJson));
  }
  if (noun === 'pages') {
    for (const list of state.lists.values()) {
      for (const item of list.items.values()) {
        if (item.uniqueId !== id || list.siteId !== siteId || item.isDeleted) continue;
        if (item.isSpoilt) return refusal(500, 'generalException', 'Corrupt page.');
        if (!item.page) return refusal(400, 'invalidRequest', 'Not a modern page.');
        const layout = url.searchParams.get('$expand') === 'canvasLayout' ? item.page : {};
        return Response.json({
          '@odata.type': '#microsoft.graph.sitePage',
          id,
          name: item.name,
          title: item.fields.Title,
          ...layout,
        });
      }
    }
    return notFound();
  }
  if (noun !== 'lists') return notFound();
  if (id === '') {
    const lists = [...state.lists.values()].filter(
      (list) => list.siteId === siteId && !list.isHidden,
    );
    return paged(asked, lists.map(listJson));
  }
  const list = state.lists.get(id);
  return list && list.siteId === siteId ? answerList(asked, list, rest) : notFound();
}

function answerList(
  asked: Asked,
  list: FakeList,
  [noun, id = '', ...rest]: readonly string[],
): Response {
  const { fake, url } = asked;
  if (noun === 'columns') return paged(asked, list.columns);
  const expand = url.searchParams.get('$expand') ?? '';
  const named = /fields\(\$select=([^)]*)\)/.exec(expand)?.[1]?.split(',');
  const fields = named ?? (expand.startsWith('fields') ? 'all' : undefined);
  if (id === 'delta') {
    return delta(asked, {
      changes: list.changes,
      all: () => [...list.items.values()].flatMap((item) => (item.isDeleted ? [] : [item.id])),
      withParents: (itemId) => [itemId],
      show: (itemId) => {
        const item = list.items.get(itemId);
        return item && listItemJson(list, item, fields);
      },
    });
  }
  const item = list.items.get(id);
  if (!item || item.isDeleted) return notFound();
  const [verb, version = ''] = rest;
  if (verb === 'driveItem') {
    const drive = [...fake.state.drives.values()].find(({ siteId }) => siteId === list.siteId);
    const [root] = drive?.items.values() ?? [];
    return drive && root ? Response.json({ value: permissionsOf(drive, root) }) : notFound();
  }
  if (verb === 'versions') {
    const kept = item.versions.get(version);
    return kept ? Response.json({ id: version, fields: kept }) : notFound();
  }
  if (item.isSpoilt) return refusal(500, 'generalException', 'General exception.');
  return select(url, listItemJson(list, item, fields), ['fields']);
}

function answerDrive(
  asked: Asked,
  drive: FakeDrive,
  [noun, id = '', verb]: readonly string[],
): Response {
  const { fake, url, prefer } = asked;
  const [root] = drive.items.values();
  if (noun === undefined) return select(url, driveJson(drive));
  const isHierarchical =
    /hierarchicalsharing/.test(prefer) && fake.tokens.roles.includes('Sites.FullControl.All');
  const show = (item: FakeItem) =>
    itemJson(drive, item, { link: fake.linkTo(drive.id, item.id, ''), isHierarchical });
  if (noun === 'root' && id === 'delta') {
    return delta(asked, {
      changes: drive.changes,
      all: () => [...parentsFirst(drive), ...(fake.traps.toldAgain ? [fake.traps.toldAgain] : [])],
      withParents: (itemId) => withParents(drive, itemId),
      show: (itemId, change) => {
        const item = drive.items.get(itemId);
        const isTold = change?.isSharing && isHierarchical && !item?.isFolder;
        return (
          item && { ...show(item), ...(isTold && { '@microsoft.graph.sharedChanged': 'True' }) }
        );
      },
    });
  }
  const item = noun === 'root' ? root : drive.items.get(id);
  const action = noun === 'root' ? id : verb;
  if (!item || item.isDeleted) return notFound();
  if (action === 'permissions') return Response.json({ value: permissionsOf(drive, item) });
  if (action === 'children') {
    const below = [...drive.items.values()].filter(
      (one) => one.parent === item.id && !one.isDeleted,
    );
    return paged(asked, below.map(show));
  }
  if (action === 'content') {
    const format = url.searchParams.get('format') ?? '';
    if (format !== '' && !/\.(?:pptx|ppt|doc|odt)$/.test(item.name)) {
      return refusal(406, 'notSupported', 'The conversion is not supported.');
    }
    const location = fake.linkTo(drive.id, item.id, format);
    return new Response('<html><h2>Object moved</h2></html>', {
      status: 302,
      headers: { location },
    });
  }
  return select(url, show(item));
}

function delta({ fake, url }: Asked, source: DeltaSource): Response {
  const { traps } = fake;
  const given = url.searchParams.get('token');
  const linkFor = (token: string) => {
    const link = new URL(url);
    link.searchParams.set('token', token);
    return link.href;
  };
  if (traps.expireAt !== undefined) {
    traps.expireAt -= 1;
    if (traps.expireAt === 0) fake.expireTokens();
  }
  const token =
    given === null || given === 'latest'
      ? firstToken(fake.generation, source, given === 'latest')
      : readToken(given, fake.generation);
  if (given === 'nowhere') return notFound();
  if (token === undefined) {
    const fresh = writeToken(firstToken(fake.generation, source, false));
    const location = traps.strangeLocation
      ? `https://${host}/_api/v2.0/root/delta`
      : linkFor(traps.badLocation ? 'nowhere' : fresh);
    return refusal(410, 'resyncChangesApplyDifferences', 'Resync required.', { location });
  }
  const size = Number(url.searchParams.get('$top') ?? 200);
  const { value, next, isLast } = deltaPage(source, token, { size, traps });
  const fields = url.searchParams.get('$select')?.split(',');
  const link = { [isLast ? '@odata.deltaLink' : '@odata.nextLink']: linkFor(writeToken(next)) };
  return Response.json({ value: value.map((one) => picked(one, fields, ['fields'])), ...link });
}

function parentsFirst(drive: FakeDrive): readonly string[] {
  const found: string[] = [];
  const visit = (parent: string | undefined) => {
    for (const item of drive.items.values()) {
      if (item.parent !== parent || item.isDeleted) continue;
      found.push(item.id);
      visit(item.id);
    }
  };
  visit(undefined);
  return found;
}

function withParents(drive: FakeDrive, id: string): readonly string[] {
  const parent = drive.items.get(id)?.parent;
  return parent === undefined ? [id] : [...withParents(drive, parent), id];
}

/** A page of a listing. */
function paged({ fake, url }: Asked, all: readonly unknown[]): Response {
  const size = Math.min(Number(url.searchParams.get('$top') ?? 200), fake.traps.pageCap ?? 200);
  const from = Number(url.searchParams.get('$skiptoken') ?? 0);
  const next = new URL(url);
  next.searchParams.set('$skiptoken', String(from + size));
  const fields = url.searchParams.get('$select')?.split(',');
  return Response.json({
    value: all.slice(from, from + size).map((one) => picked(one, fields)),
    ...(from + size < all.length && { '@odata.nextLink': next.href }),
  });
}

function select(url: URL, value: unknown, always: readonly string[] = []): Response {
  return Response.json(picked(value, url.searchParams.get('$select')?.split(','), always));
}

function picked(
  value: unknown,
  fields: readonly string[] | undefined,
  always: readonly string[] = [],
): unknown {
  if (fields === undefined || typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(
    ([name]) =>
      fields.includes(name) || always.includes(name) || name === '@microsoft.graph.sharedChanged',
  );
  return Object.fromEntries(entries);
}

import type {
  ListBlockChildrenResponse,
  ListCommentsResponse,
  QueryDataSourceResponse,
  SearchResponse,
} from '@notionhq/client';
import { Hono } from 'hono';
import type { Clock } from '#core/clock.ts';
import { databaseAnswer, dataSourceAnswer, minuteOf, pageAnswer } from './answers.ts';
import { fileAddresses } from './file-addresses.ts';
import { withDashes } from './ids.ts';
import { type Listed, type ListingTraps, listPage } from './listing.ts';
import { apiError } from './refusals.ts';
import { isNewEnough, type QueryFilter } from './row-filter.ts';
import { emptyState, type FakeDataSource, type FakePage, type FakeState } from './state.ts';
import { createThrottle, type Throttle } from './throttle.ts';

export interface FakeNotionOptions {
  readonly clock: Clock;
  /** Where it is served, for the addresses of files; known when it listens. */
  readonly origin: () => string;
  readonly token?: string;
  /** Of one query or search; Notion's is 10,000. */
  readonly queryLimit?: number;
  readonly state?: FakeState;
}

/** A request as it came, for whoever wants to hold it against Notion's own description. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly version: string | undefined;
  readonly body: unknown;
}

export interface FakeNotion {
  readonly state: FakeState;
  readonly traps: ListingTraps;
  readonly throttle: Throttle;
  readonly requests: SeenRequest[];
  /** What the connection lacks. */
  readonly withheld: Set<'content' | 'comments' | 'users' | 'trash'>;
  handle(request: Request): Promise<Response>;
}

export const fakeToken = 'ntn_fake0123456789secret';

const site = 'https://www.notion.so';

/** Notion as its documentation tells: real addresses, listings, limits and refusals. */
export function createFakeNotion(options: FakeNotionOptions): FakeNotion {
  const { clock, token = fakeToken, queryLimit = 10_000, state = emptyState() } = options;
  const traps: ListingTraps = { queryLimit, emptyAnswers: false, repeatsCursor: false };
  const throttle = createThrottle(clock);
  const requests: SeenRequest[] = [];
  const withheld: FakeNotion['withheld'] = new Set();
  const files = fileAddresses(state, clock, options.origin);
  const app = new Hono();

  const visiblePage = (id: string): FakePage | undefined => {
    const page = state.pages.get(withDashes(id));
    return page?.isShared ? page : undefined;
  };
  const visibleSource = (id: string): FakeDataSource | undefined => {
    const source = state.dataSources.get(withDashes(id));
    return source?.isShared ? source : undefined;
  };
  const sign = (text: string) => files.sign(text);

  app.use('/v1/*', async (c, next) => {
    const refused = throttle.refuse();
    if (refused) return refused;
    if (c.req.header('authorization') !== `Bearer ${token}`) {
      return apiError(401, 'unauthorized', 'API token is invalid.');
    }
    if (c.req.header('notion-version') !== '2026-03-11') {
      return apiError(400, 'missing_version', 'Notion-Version header failed validation.');
    }
    const text = await c.req.raw.clone().text();
    let body: unknown;
    try {
      body = text === '' ? undefined : JSON.parse(text);
    } catch {
      return apiError(400, 'invalid_json', 'The body is not JSON.');
    }
    requests.push({
      method: c.req.method.toLowerCase(),
      path: c.req.path,
      query: c.req.query(),
      version: c.req.header('notion-version'),
      body,
    });
    if (requests.length > 20_000) requests.splice(0, 10_000);
    if (withheld.has('content') && !c.req.path.startsWith('/v1/users')) {
      return apiError(403, 'restricted_resource', 'Insufficient permissions for this endpoint.');
    }
    return next();
  });

  app.get('/v1/users/me', (c) =>
    c.json({
      object: 'user',
      id: 'b0000000-0000-4000-8000-000000000001',
      type: 'bot',
      name: 'twigkit',
      avatar_url: null,
      bot: {},
    }),
  );

  app.get('/v1/users/:id', (c) => {
    if (withheld.has('users')) return apiError(403, 'restricted_resource', 'No user information.');
    const id = withDashes(c.req.param('id'));
    const name = state.users.get(id);
    if (name === undefined) return notFound(id);
    return c.json({ object: 'user', id, type: 'person', name, avatar_url: null, person: {} });
  });

  app.get('/v1/pages/:id', (c) => {
    const page = visiblePage(c.req.param('id'));
    if (!page) return notFound(c.req.param('id'));
    return c.json(signedPage(page, sign));
  });

  app.get('/v1/pages/:id/properties/:property', (c) => {
    const page = visiblePage(c.req.param('id'));
    const found = Object.values(page?.properties ?? {}).find(
      ({ id }) => id === c.req.param('property'),
    );
    if (found?.type !== 'relation') return notFound(c.req.param('property'));
    const entries = found.relation.map((relation) => ({
      object: 'property_item',
      id: found.id,
      type: 'relation',
      relation,
    }));
    const listed = listPage(entries, paging(c.req.query()), traps);
    if (!listed) return badCursor();
    return c.json({
      object: 'list',
      type: 'property_item',
      property_item: { id: found.id, type: 'relation', relation: {}, next_url: null },
      ...listed,
    });
  });

  app.get('/v1/pages/:id/markdown', (c) => {
    const id = withDashes(c.req.param('id'));
    const page = visiblePage(id);
    const piece = state.pieces.get(id);
    if (page?.isSpoilt === 'not found') return notFound(id);
    if (page?.isSpoilt) return apiError(500, 'internal_server_error', 'Unexpected error.');
    if (page && page.markdown === undefined) {
      return apiError(400, 'validation_error', 'This page cannot be written as Markdown.');
    }
    const markdown = page?.markdown ?? piece;
    if (markdown === undefined) return notFound(id);
    const unknown = [...markdown.matchAll(/<unknown\b[^>]*url="[^"]*#([0-9a-f]{32})"/g)];
    return c.json({
      object: 'page_markdown',
      id,
      markdown: sign(markdown),
      truncated: page?.truncated ?? false,
      unknown_block_ids: unknown.map(([, block = '']) => withDashes(block)),
    });
  });

  app.get('/v1/blocks/:id/children', (c) => {
    const id = withDashes(c.req.param('id'));
    const page = state.pages.get(id);
    if (page?.isSpoilt) return apiError(500, 'internal_server_error', 'Unexpected error.');
    const blocks = state.blocks.get(id);
    if ((page && !page.isShared) || (!page && !blocks)) return notFound(id);
    const listed = listPage(blocks ?? [], paging(c.req.query()), traps);
    if (!listed) return badCursor();
    const answer: ListBlockChildrenResponse = {
      object: 'list',
      type: 'block',
      block: {},
      ...listed,
    };
    return c.json(JSON.parse(sign(JSON.stringify(answer))));
  });

  app.get('/v1/blocks/:id', (c) => {
    const id = withDashes(c.req.param('id'));
    for (const children of state.blocks.values()) {
      const block = children.find((child) => child.id === id);
      if (block) return c.json(JSON.parse(sign(JSON.stringify(block))));
    }
    return notFound(id);
  });

  app.get('/v1/databases/:id', (c) => {
    const id = withDashes(c.req.param('id'));
    const [first, ...others] = [...state.dataSources.values()].filter(
      (source) => source.databaseId === id && source.isShared,
    );
    return first ? c.json(databaseAnswer([first, ...others], site)) : notFound(id);
  });

  app.get('/v1/data_sources/:id', (c) => {
    const source = visibleSource(c.req.param('id'));
    return source ? c.json(dataSourceAnswer(source, site)) : notFound(c.req.param('id'));
  });

  app.post('/v1/data_sources/:id/query', async (c) => {
    const source = visibleSource(c.req.param('id'));
    if (!source) return notFound(c.req.param('id'));
    const body: { filter?: QueryFilter; start_cursor?: string; page_size?: number } =
      await c.req.json();
    const rows = [...state.pages.values()]
      .filter(
        (page) =>
          page.parent.type === 'data_source_id' &&
          page.parent.data_source_id === source.id &&
          page.isShared &&
          !page.inTrash &&
          isNewEnough(
            { created_time: minuteOf(page.createdMs), last_edited_time: minuteOf(page.editedMs) },
            body.filter,
          ),
      )
      .sort((a, b) => a.createdMs - b.createdMs);
    const listed = listPage(rows, paging(body), traps);
    if (!listed) return badCursor();
    const answer: QueryDataSourceResponse = {
      object: 'list',
      type: 'page_or_data_source',
      page_or_data_source: {},
      ...listed,
      results: listed.results.map((page) => signedPage(page, sign)),
    };
    return c.json(answer);
  });

  app.post('/v1/search', async (c) => {
    const body: SearchBody = await c.req.json();
    const inTrash = body.filter?.in_trash ?? false;
    if (inTrash && withheld.has('trash')) {
      return apiError(400, 'validation_error', 'body.filter.in_trash should be not present.');
    }
    const kind = body.filter?.value;
    const found = [
      ...(kind === 'data_source' ? [] : state.pages.values()),
      ...(kind === 'page' ? [] : state.dataSources.values()),
    ]
      .filter((one) => one.isShared && one.isFound && one.inTrash === inTrash)
      .sort((a, b) => b.editedMs - a.editedMs);
    if (body.sort?.direction === 'ascending') found.reverse();
    const listed: Listed<FakePage | FakeDataSource> | undefined = listPage(
      found,
      paging(body),
      traps,
    );
    if (!listed) return badCursor();
    const answer: SearchResponse = {
      object: 'list',
      type: 'page_or_data_source',
      page_or_data_source: {},
      ...listed,
      results: listed.results.map((one) =>
        'databaseId' in one ? dataSourceAnswer(one, site) : signedPage(one, sign),
      ),
    };
    return c.json(answer);
  });

  app.get('/v1/comments', (c) => {
    if (withheld.has('comments')) return apiError(403, 'restricted_resource', 'No comments.');
    const page = visiblePage(c.req.query('block_id') ?? '');
    if (!page) return notFound(c.req.query('block_id') ?? '');
    const listed = listPage(page.comments, paging(c.req.query()), traps);
    if (!listed) return badCursor();
    const answer: ListCommentsResponse = {
      object: 'list',
      type: 'comment',
      comment: {},
      ...listed,
    };
    return c.json(answer);
  });

  app.get('/secure/:key/:name', (c) => files.serve(c.req.param('key'), new URL(c.req.url)));

  return {
    state,
    traps,
    throttle,
    requests,
    withheld,
    handle: async (request) => app.fetch(request),
  };
}

function signedPage(page: FakePage, sign: (text: string) => string) {
  const answer = pageAnswer(page, site);
  // The same object with the addresses of its files filled in.
  return JSON.parse(sign(JSON.stringify(answer))) as typeof answer;
}

interface SearchBody {
  readonly filter?: { readonly value?: string; readonly in_trash?: boolean };
  readonly sort?: { readonly direction?: string };
  readonly start_cursor?: string;
  readonly page_size?: number;
}

function paging(from: { readonly start_cursor?: string; readonly page_size?: number | string }) {
  return { cursor: from.start_cursor, pageSize: Number(from.page_size ?? 100) };
}

function notFound(id: string): Response {
  return apiError(
    404,
    'object_not_found',
    `Could not find object with ID: ${withDashes(id)}. Make sure it is shared with your connection.`,
  );
}

function badCursor(): Response {
  return apiError(400, 'validation_error', 'The start_cursor provided is invalid.');
}

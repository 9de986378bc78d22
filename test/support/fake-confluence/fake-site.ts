import { createFaultyNetwork, type FaultyNetwork } from '../../contract/connector.ts';
import type { Exchange } from '../confluence-description.ts';
import { serveFetch } from '../serve-fetch.ts';
import { errorV1, json } from './answer.ts';
import { answerV2 } from './cloud-routes.ts';
import type { FakeQuota } from './quota.ts';
import { createFakeState, type FakeContent, type FakeState } from './state.ts';
import { answerV1 } from './v1-routes.ts';

export interface FakeSiteOptions {
  readonly deployment?: 'cloud' | 'data_center';
  /** What an `Authorization` header must be; default any. */
  readonly authorization?: string;
  /** Scoped tokens and OAuth: the API is only served below `/ex/confluence/{cloudId}`. */
  readonly viaApiHost?: boolean;
  readonly oauth?: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly refreshToken: string;
  };
  readonly network?: FaultyNetwork;
  readonly quota?: FakeQuota;
  /** Sees what was asked of the API and what was answered, as it went over the wire. */
  readonly witness?: (exchange: Exchange) => void;
}

export interface Traps {
  /** Every second page of a v2 listing is empty and names a next one. */
  emptyPages?: boolean;
  /** A v2 listing that names its own page as the next one. */
  repeatedCursor?: boolean;
  /** Data Center gives at most so many, and says that it gave what was asked for. */
  pageCap?: number;
}

/** A Confluence that lives in the test: it answers over real HTTP, as the vendor documents it. */
export interface FakeSite extends AsyncDisposable {
  readonly state: FakeState;
  readonly isDataCenter: boolean;
  /** Where people open it. */
  readonly siteUrl: string;
  /** Where signed files lie, on another origin. */
  readonly mediaUrl: string;
  readonly mediaToken: string;
  readonly linkBase: string;
  readonly cloudId: string;
  /** Requests so far, as `METHOD /path?query`. */
  readonly log: string[];
  readonly traps: Traps;
  /** Contents whose body or file cannot be had. */
  readonly spoilt: Set<string>;
  /** Contents that make every listing fail that would show them. */
  readonly poisoned: Set<string>;
  /** OAuth scopes that the token lacks, by a part of the path that needs them. */
  readonly missingScopes: Map<string, string>;
  /** Paths that this account may not read, by a part of them. */
  readonly forbidden: Set<string>;
  /** How many requests from now on are refused with 429, and how long they are told to wait. */
  throttle: { count: number; retryAfter: string };
  /** From the first request on whose address it is true of, every answer is cut off. */
  readonly outage: { after: ((address: string) => boolean) | undefined };
  /** Access tokens that are good, and the refresh token that is. */
  readonly tokens: { access: Set<string>; refresh: string; refreshed: number };
  readonly network: FaultyNetwork;
  webui(content: FakeContent): string;
}

export async function serveFakeConfluence(options: FakeSiteOptions = {}): Promise<FakeSite> {
  const { deployment = 'cloud', authorization, viaApiHost = false, oauth } = options;
  const network = options.network ?? createFaultyNetwork({ hangMs: 400 });
  const isDataCenter = deployment === 'data_center';
  const state = createFakeState();
  const cloudId = '11111111-2222-3333-4444-555555555555';
  const log: string[] = [];
  const context = isDataCenter ? '' : '/wiki';

  const handle = async (request: Request): Promise<Response> => {
    const { after } = site.outage;
    if (after?.(request.url)) {
      site.outage.after = () => true;
      return new Response(new ReadableStream({ start: (body) => body.error(new Error('cut')) }));
    }
    const counted = options.quota?.take();
    if (counted?.refusal) return counted.refusal;
    const answer = await answerTo(request);
    for (const [name, value] of Object.entries(counted?.headers ?? {})) {
      answer.headers.set(name, value);
    }
    return answer;
  };

  const answerTo = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    log.push(`${request.method} ${url.pathname}${url.search}`);
    if (oauth && url.pathname === '/oauth/token') return exchange(request);
    if (url.pathname === '/_edge/tenant_info') return json({ cloudId });
    if (site.throttle.count > 0) {
      site.throttle.count -= 1;
      const { retryAfter } = site.throttle;
      return new Response('', {
        status: 429,
        headers: { 'retry-after': retryAfter, 'x-ratelimit-remaining': '0' },
      });
    }
    const refused = judge(request, url);
    if (refused) return refused;
    if (url.pathname === '/oauth/token/accessible-resources') {
      return json([{ id: cloudId, url: origin, name: 'fake', scopes: ['read:page:confluence'] }]);
    }
    const prefix = viaApiHost ? `/ex/confluence/${cloudId}/wiki` : context;
    if (!url.pathname.startsWith(`${prefix}/`)) return errorV1(404, 'Not found');
    const path = url.pathname.slice(prefix.length);
    for (const [part, scope] of site.missingScopes) {
      if (path.includes(part))
        return json({ code: 401, message: `Unauthorized; scope does not match (${scope})` }, 401);
    }
    if ([...site.forbidden].some((part) => path.includes(part)))
      return errorV1(403, 'Not permitted');
    const answer =
      (path.startsWith('/api/v2/') && !isDataCenter
        ? await answerV2(site, request, path.slice('/api/v2/'.length))
        : undefined) ??
      (path.startsWith('/rest/api/')
        ? answerV1(site, request, path.slice('/rest/api/'.length))
        : undefined) ??
      (path.startsWith('/download/attachments/') && isDataCenter ? download(path) : undefined);
    return answer ?? errorV1(404, 'Not found');
  };

  const exchange = async (request: Request): Promise<Response> => {
    const body: Record<string, string> = await request.json();
    const isGood =
      body.client_id === oauth?.clientId &&
      body.client_secret === oauth?.clientSecret &&
      body.refresh_token === site.tokens.refresh;
    if (!isGood)
      return json(
        { error: 'unauthorized_client', error_description: 'refresh_token is invalid' },
        403,
      );
    site.tokens.refreshed += 1;
    const access = `access-${site.tokens.refreshed}-0123456789`;
    site.tokens.access.add(access);
    site.tokens.refresh = `refresh-${site.tokens.refreshed}-0123456789`;
    return json({
      access_token: access,
      refresh_token: site.tokens.refresh,
      expires_in: 3_600,
      scope: 'x',
    });
  };

  const judge = (request: Request, _url: URL): Response | undefined => {
    const given = request.headers.get('authorization') ?? '';
    const isGood = oauth
      ? site.tokens.access.has(given.replace('Bearer ', ''))
      : authorization === undefined || given === authorization;
    return isGood ? undefined : json({ code: 401, message: 'Unauthorized' }, 401);
  };

  const download = (path: string): Response => {
    const [, , , containerId, name = ''] = path.split('/');
    const found = [...state.contents.values()].find(
      (one) => one.containerId === containerId && one.title === decodeURIComponent(name),
    );
    if (found === undefined) return errorV1(404, 'No attachment');
    return site.spoilt.has(found.id) ? errorV1(500, 'Internal error') : file(found);
  };

  const file = ({ bytes, mediaType }: FakeContent) =>
    new Response(Buffer.from(bytes ?? []), {
      headers: { 'content-type': mediaType ?? 'application/octet-stream' },
    });

  const watched = async (request: Request): Promise<Response> => {
    const copy = request.clone();
    const response = await handle(request);
    const { pathname, search } = new URL(request.url);
    options.witness?.({
      method: request.method,
      address: pathname.replace(/^\/ex\/confluence\/[^/]+/, '') + search,
      body: await parsed(copy),
      status: response.status,
      answer: await parsed(response.clone()),
    });
    return response;
  };

  const server = await serveFetch(network.wrapFetch(options.witness ? watched : handle));
  const media = await serveFetch(
    network.wrapFetch(async (request) => {
      const url = new URL(request.url);
      // A signed address is all that a host of files wants to see.
      if (request.headers.has('authorization'))
        return new Response('Only one auth mechanism allowed', { status: 400 });
      if (url.searchParams.get('token') !== site.mediaToken)
        return new Response('', { status: 403 });
      const found = state.contents.get(url.pathname.replace('/file/', ''));
      return found ? file(found) : new Response('', { status: 404 });
    }),
  );
  const origin = server.url;
  const site: FakeSite = {
    state,
    isDataCenter,
    siteUrl: origin + context,
    mediaUrl: media.url,
    mediaToken: 'signed-0123456789',
    linkBase: origin + context,
    cloudId,
    log,
    traps: {},
    spoilt: new Set(),
    poisoned: new Set(),
    missingScopes: new Map(),
    forbidden: new Set(),
    throttle: { count: 0, retryAfter: '1' },
    outage: { after: undefined },
    tokens: { access: new Set(), refresh: oauth?.refreshToken ?? '', refreshed: 0 },
    network,
    webui({ id, type, spaceKey, title, containerId }) {
      const words = encodeURIComponent(title.replaceAll(' ', '+')).replaceAll('%2B', '+');
      if (type === 'attachment') {
        return `/pages/viewpageattachments.action?pageId=${containerId}&preview=%2F${containerId}%2F${id.replace('att', '')}%2F${words}`;
      }
      if (isDataCenter) return `/pages/viewpage.action?pageId=${id}`;
      if (type === 'folder') return `/spaces/${spaceKey}/folder/${id}`;
      return type === 'blogpost'
        ? `/spaces/${spaceKey}/blog/2026/01/01/${id}/${words}`
        : `/spaces/${spaceKey}/pages/${id}/${words}`;
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await media[Symbol.asyncDispose]();
    },
  };
  return site;
}

async function parsed(message: Request | Response): Promise<unknown> {
  try {
    return JSON.parse(await message.text());
  } catch {
    return undefined;
  }
}

import { createFaultyNetwork, type FaultyNetwork } from '../../contract/connector.ts';
import { serveFetch } from '../serve-fetch.ts';
import type { DeltaTraps } from './delta.ts';
import { answerGraph, refusal, unitsOf } from './routes.ts';
import { createFakeState, type FakeState } from './state.ts';
import { app, createTokenEndpoint, type TokenEndpoint } from './token-endpoint.ts';

export interface Traps extends DeltaTraps {
  /** The address that a 410 names leads nowhere. */
  badLocation?: boolean;
  /** The address that a 410 names is none of this API. */
  strangeLocation?: boolean;
  /** An item that a whole listing tells a second time, at its end. */
  toldAgain?: string;
  /** Addresses to download from are refused, as when they have ended. */
  deadDownloads?: boolean;
  /** The delta request of this number, from now on, finds its token expired. */
  expireAt?: number;
  /** At most so many resource units; then 429 until the window is over. */
  unitLimit?: number;
  /** Members of a batch that are refused for haste, from now on. */
  busyMembers?: number;
}

/** Microsoft Graph with a tenant that lives in the test: real HTTP, as the vendor documents it. */
export interface FakeGraph extends AsyncDisposable {
  readonly state: FakeState;
  readonly tokens: TokenEndpoint;
  /** The API, and where tokens come from. */
  readonly url: string;
  readonly authority: string;
  readonly signature: string;
  readonly traps: Traps;
  /** Requests so far, as `METHOD /path?query`. */
  readonly log: string[];
  readonly requests: Request[];
  /** Requests from now on that are refused for haste. */
  throttle: { count: number; retryAfter: string };
  /** Refusals by a part of the path. */
  readonly refused: Map<string, { readonly status: number; readonly code: string }>;
  /** Units that were used in this window, and overall; how often haste was refused. */
  readonly units: { window: number; total: number; refusals: number };
  readonly network: FaultyNetwork;
  generation: number;
  /** Makes every delta token given out so far worthless. */
  expireTokens(): void;
  /** Where the bytes of an item lie, for whoever has the address. */
  linkTo(driveId: string, itemId: string, format: string): string;
}

export async function serveFakeGraph(): Promise<FakeGraph> {
  const network = createFaultyNetwork({ hangMs: 400 });
  const state = createFakeState();
  const tokens = createTokenEndpoint();
  const signature = 'tempauth-0123456789';

  const handle = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    fake.log.push(`${request.method} ${decodeURIComponent(url.pathname)}${url.search}`);
    fake.requests.push(request.clone());
    if (url.pathname === `/login/${app.tenant}/oauth2/v2.0/token` && request.method === 'POST') {
      return tokens.exchange(new URLSearchParams(await request.text()));
    }
    if (url.pathname.startsWith('/login/')) {
      return Response.json(
        { error: 'invalid_request', error_description: 'AADSTS90002: Tenant not found.' },
        { status: 400 },
      );
    }
    const given = (request.headers.get('authorization') ?? '').replace('Bearer ', '');
    if (!tokens.good.has(given)) return refusal(401, 'InvalidAuthenticationToken', 'Invalid.');
    if (fake.throttle.count > 0) {
      fake.throttle.count -= 1;
      const headers = { 'retry-after': fake.throttle.retryAfter };
      return refusal(429, 'activityLimitReached', 'Too many requests.', headers);
    }
    for (const [part, { status, code }] of fake.refused) {
      if (decodeURIComponent(url.pathname).includes(part)) return refusal(status, code, 'Refused.');
    }
    const body = request.method === 'POST' ? await request.text() : '';
    const units = unitsOf(url, body);
    fake.units.total += units;
    fake.units.window += units;
    const { unitLimit } = fake.traps;
    if (unitLimit !== undefined && fake.units.window > unitLimit) {
      fake.units.refusals += 1;
      return refusal(429, 'activityLimitReached', 'Too many requests.', { 'retry-after': '7' });
    }
    if (!url.pathname.startsWith('/v1.0/')) return refusal(404, 'BadRequest', 'No such path.');
    const answer = await answerGraph(fake, request, body);
    if (unitLimit !== undefined && fake.units.window > unitLimit * 0.8) {
      answer.headers.set('ratelimit-limit', String(unitLimit));
      answer.headers.set('ratelimit-remaining', String(unitLimit - fake.units.window));
      answer.headers.set('ratelimit-reset', '7');
    }
    return answer;
  };

  const server = await serveFetch(network.wrapFetch(handle));
  const storage = await serveFetch(
    network.wrapFetch(async (request) => {
      const url = new URL(request.url);
      fake.log.push(`${request.method} storage`);
      if (request.headers.has('authorization')) return new Response('', { status: 401 });
      const isGood = url.searchParams.get('tempauth') === signature && !fake.traps.deadDownloads;
      if (!isGood) return new Response('', { status: 401 });
      const [, driveId = '', itemId = ''] = decodeURIComponent(url.pathname).split('/');
      const item = state.drives.get(driveId)?.items.get(itemId);
      if (!item || item.isDeleted) return new Response('', { status: 404 });
      if (item.isSpoilt) return new Response('', { status: 500 });
      const isConverted = url.searchParams.get('format') !== '';
      const type = isConverted ? 'application/pdf' : 'application/octet-stream';
      return new Response(Buffer.from((isConverted && item.converted) || item.bytes), {
        headers: { 'content-type': type },
      });
    }),
  );
  const fake: FakeGraph = {
    state,
    tokens,
    url: server.url,
    authority: `${server.url}/login`,
    signature,
    traps: {},
    log: [],
    requests: [],
    throttle: { count: 0, retryAfter: '3' },
    refused: new Map(),
    units: { window: 0, total: 0, refusals: 0 },
    network,
    generation: 1,
    expireTokens() {
      fake.generation += 1;
    },
    linkTo: (driveId, itemId, format) =>
      `${storage.url}/${encodeURIComponent(driveId)}/${itemId}?format=${format}&tempauth=${signature}`,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await storage[Symbol.asyncDispose]();
    },
  };
  return fake;
}

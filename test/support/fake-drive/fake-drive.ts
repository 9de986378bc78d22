import { createFaultyNetwork, type FaultyNetwork } from '../../contract/connector.ts';
import { serveFetch } from '../serve-fetch.ts';
import { answerDrive, answerEditor, bytes, refusal } from './routes.ts';
import { createFakeState, type FakeState } from './state.ts';
import { createTokenEndpoint, serviceAccount, type TokenEndpoint } from './token-endpoint.ts';

export interface Traps {
  /** At most so many in a page, whatever was asked for. */
  pageCap?: number;
  /** Every second page of a listing is empty and names a next one. */
  emptyPages?: boolean;
  /** A listing whose next page is always the same. */
  repeatedCursor?: boolean;
  /** A change feed without changes that names its own page as the next one, or always another. */
  endlessChanges?: 'same' | 'new';
  /** After so many pages of changes every change token is worthless. */
  changePagesLeft?: number;
  isIncomplete?: boolean;
  /** Large downloads never come about. */
  exportFails?: boolean;
  /** In bytes, instead of 10 MB. */
  exportLimit?: number;
}

/** A Google Drive that lives in the test: it answers over real HTTP, as the vendor documents it. */
export interface FakeDrive extends AsyncDisposable {
  readonly state: FakeState;
  readonly tokens: TokenEndpoint;
  /** The API and the token endpoint. */
  readonly url: string;
  readonly tokenUrl: string;
  /** Where large exports lie, on another origin. */
  readonly storageUrl: string;
  readonly signature: string;
  readonly traps: Traps;
  /** Requests so far, as `METHOD /path?query`. */
  readonly log: string[];
  /** The same requests as they came. */
  readonly requests: Request[];
  /** Requests from now on that are refused for haste, with 403 or 429. */
  throttle: { count: number; status: 403 | 429 };
  /** Refusals by a part of the path. */
  readonly refused: Map<string, { readonly status: number; readonly reason: string }>;
  /** Files that whoever knows the id may read. */
  readonly linkShared: Set<string>;
  readonly pending: Map<string, number>;
  readonly network: FaultyNetwork;
  tokenAt(place: number): string;
  placeOf(token: string): number;
  /** Makes every change token given out so far worthless. */
  expireTokens(): void;
}

export interface FakeDriveOptions {
  /** Whose files are made unless said otherwise, and who gave consent; default the service account. */
  readonly user?: string;
}

export async function serveFakeDrive({
  user = serviceAccount.client_email,
}: FakeDriveOptions = {}): Promise<FakeDrive> {
  const network = createFaultyNetwork({ hangMs: 400 });
  const state = createFakeState(user);
  const tokens = createTokenEndpoint(user);
  let generation = 1;

  const handle = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    fake.log.push(`${request.method} ${url.pathname}${url.search}`);
    fake.requests.push(request);
    if (url.pathname === '/token')
      return tokens.exchange(new URLSearchParams(await request.text()));
    const given = (request.headers.get('authorization') ?? '').replace('Bearer ', '');
    const who = tokens.good.get(given);
    if (who === undefined) return refusal(401, 'authError', 'Invalid Credentials', 'Authorization');
    if (fake.throttle.count > 0) {
      fake.throttle.count -= 1;
      const { status } = fake.throttle;
      return refusal(
        status,
        status === 403 ? 'userRateLimitExceeded' : 'rateLimitExceeded',
        'Rate Limit Exceeded',
      );
    }
    for (const [part, { status, reason }] of fake.refused) {
      if (url.pathname.includes(part)) return refusal(status, reason, 'Refused.');
    }
    const edited = answerEditor(fake, who, url);
    if (edited) return edited;
    if (!url.pathname.startsWith('/drive/v3/')) return refusal(404, 'notFound', 'Not Found');
    const isFeed = url.pathname === '/drive/v3/changes';
    if (isFeed && fake.traps.changePagesLeft !== undefined) {
      if (fake.traps.changePagesLeft === 0) fake.expireTokens();
      fake.traps.changePagesLeft -= 1;
    }
    if (isFeed && fake.placeOf(url.searchParams.get('pageToken') ?? '') < 0) {
      return refusal(400, 'invalid', 'Invalid Value', 'pageToken');
    }
    return answerDrive(fake, who, request);
  };

  const server = await serveFetch(network.wrapFetch(handle));
  const storage = await serveFetch(
    network.wrapFetch(async (request) => {
      const url = new URL(request.url);
      if (request.headers.has('authorization')) return new Response('', { status: 400 });
      if (url.searchParams.get('sig') !== fake.signature) return new Response('', { status: 403 });
      const file = state.files.get(url.pathname.replace('/large/', ''));
      return file ? bytes(file, 'application/octet-stream') : new Response('', { status: 404 });
    }),
  );
  const fake: FakeDrive = {
    state,
    tokens,
    url: server.url,
    tokenUrl: `${server.url}/token`,
    storageUrl: storage.url,
    signature: 'signed-0123456789',
    traps: {},
    log: [],
    requests: [],
    throttle: { count: 0, status: 403 },
    refused: new Map(),
    linkShared: new Set(),
    pending: new Map(),
    network,
    tokenAt: (place) => `${generation}${String(place).padStart(9, '0')}`,
    placeOf: (token) => (token.startsWith(String(generation)) ? Number(token.slice(-9)) : -1),
    expireTokens() {
      generation += 1;
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await storage[Symbol.asyncDispose]();
    },
  };
  return fake;
}

import { answerMethod } from './methods.ts';
import { createFakeWorkspace, type FakeWorkspace } from './workspace.ts';

/** How this Slack behaves; each may be changed while it runs. */
export interface FakeSlackRules {
  /** Of the app. */
  scopes: Set<string>;
  /** The most entries of any page. */
  pageCap: number;
  /** Every page but the first is empty once before it is itself. */
  emptyPages: boolean;
  /** A listing whose next page is always its first. */
  repeatsCursor: boolean;
  /** Messages before this instant, in epoch milliseconds, are hidden by the plan. */
  hiddenBefore: number;
  /** Threads, by their parent's `ts`, whose replies cannot be had. */
  spoilt: Set<string>;
  /** Methods whose every answer is cut off. */
  cutMethods: Set<string>;
  /** Answers 429 this many times to each method before it answers. */
  throttledCalls: number;
  /** Seconds in `Retry-After`. */
  retryAfter: number;
  /** Files are answered with a login page, as without files:read. */
  filesNeedLogin: boolean;
}

export interface FakeSlack {
  readonly workspace: FakeWorkspace;
  readonly rules: FakeSlackRules;
  /** Takes these tokens; changed by an exchange. */
  readonly tokens: FakeTokens;
  /** `method args` of every call of the API, in order. */
  readonly calls: readonly {
    readonly method: string;
    readonly args: ReadonlyMap<string, string>;
  }[];
  /** Of downloads: where, and with which authorization. */
  readonly downloads: readonly { readonly url: string; readonly authorization: string | null }[];
  handle(request: Request): Promise<Response>;
  /** Shares a file in a channel and gives its message's `file`. */
  addFile(id: string, file: NewFile): Record<string, unknown>;
}

export interface FakeTokens {
  access: string;
  refresh: string;
  /** Refresh tokens work once; one that comes again is refused. */
  exchanges: number;
  isExpired: boolean;
}

export interface NewFile {
  readonly channel: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  /** Where the fake is served, for the file's address. */
  readonly origin: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

export const everyScope = [
  'channels:read',
  'channels:history',
  'channels:join',
  'groups:read',
  'groups:history',
  'users:read',
  'users:read.email',
  'files:read',
];

export const fakeStartMs = Date.UTC(2026, 0, 15, 9);

/**
 * Slack over HTTP, as its documentation describes it: forms in, `ok` and a word out, cursors, scopes,
 * 429 with `Retry-After`, files behind a redirect to a signed host.
 */
export function createFakeSlack(): FakeSlack {
  const workspace = createFakeWorkspace(fakeStartMs);
  const tokens: FakeTokens = {
    access: 'xoxb-1-secret-token-4711',
    refresh: 'xoxe-1-secret-refresh-4711',
    exchanges: 0,
    isExpired: false,
  };
  const rules: FakeSlackRules = {
    scopes: new Set(everyScope),
    pageCap: 999,
    emptyPages: false,
    repeatsCursor: false,
    hiddenBefore: 0,
    spoilt: new Set(),
    cutMethods: new Set(),
    throttledCalls: 0,
    retryAfter: 1,
    filesNeedLogin: false,
  };
  const calls: { method: string; args: ReadonlyMap<string, string> }[] = [];
  const downloads: { url: string; authorization: string | null }[] = [];
  const throttled = new Map<string, number>();

  const handleApi = async (method: string, request: Request): Promise<Response> => {
    const args = new Map(new URLSearchParams(await request.text()));
    for (const [name, value] of new URL(request.url).searchParams) args.set(name, value);
    calls.push({ method, args });
    if (rules.cutMethods.has(method)) {
      return new Response(new ReadableStream({ start: (body) => body.error(new Error('cut')) }));
    }
    const before = throttled.get(method) ?? 0;
    if (before < rules.throttledCalls) {
      throttled.set(method, before + 1);
      return new Response('{"ok":false,"error":"ratelimited"}', {
        status: 429,
        headers: { 'retry-after': String(rules.retryAfter), 'content-type': 'application/json' },
      });
    }
    if (method === 'oauth.v2.access') return json(exchange(args));
    const given =
      request.headers.get('authorization')?.replace(/^Bearer /, '') ?? args.get('token');
    if (given === undefined) return json({ ok: false, error: 'not_authed' });
    if (given !== tokens.access) return json({ ok: false, error: 'invalid_auth' });
    if (tokens.isExpired) return json({ ok: false, error: 'token_expired' });
    return json(answerMethod({ method, args, workspace, rules }), {
      'x-oauth-scopes': [...rules.scopes].join(','),
    });
  };

  const exchange = (args: ReadonlyMap<string, string>) => {
    if (args.get('grant_type') !== 'refresh_token')
      return { ok: false, error: 'invalid_grant_type' };
    if (args.get('client_secret') !== 'client-secret-4711') {
      return { ok: false, error: 'bad_client_secret' };
    }
    if (args.get('refresh_token') !== tokens.refresh) {
      return { ok: false, error: 'invalid_refresh_token' };
    }
    tokens.exchanges += 1;
    tokens.access = `xoxe.xoxb-1-secret-token-${tokens.exchanges}`;
    tokens.refresh = `xoxe-1-secret-refresh-${tokens.exchanges}`;
    tokens.isExpired = false;
    return {
      ok: true,
      access_token: tokens.access,
      refresh_token: tokens.refresh,
      expires_in: 43_200,
      token_type: 'bot',
      scope: [...rules.scopes].join(','),
      bot_user_id: 'UAPP',
      team: { id: 'T1', name: 'Acme' },
    };
  };

  const handleFile = (request: Request, url: URL): Response => {
    const authorization = request.headers.get('authorization');
    downloads.push({ url: request.url, authorization });
    const [, place, id = ''] = url.pathname.split('/');
    const file = workspace.files.get(id);
    if (!file || file.isDeleted) return new Response('not there', { status: 404 });
    if (place === 'signed-files') {
      // Signed: who comes with a token as well sent it where it does not belong.
      if (authorization !== null) return new Response('no credentials here', { status: 400 });
      if (url.searchParams.get('sig') !== 'signed-4711') return new Response('', { status: 403 });
      const type = String(file.raw.mimetype);
      return new Response(Buffer.from(file.bytes), { headers: { 'content-type': type } });
    }
    if (rules.filesNeedLogin || authorization !== `Bearer ${tokens.access}`) {
      const page = '<!doctype html><html><body>Sign in to Acme</body></html>';
      return new Response(page, { headers: { 'content-type': 'text/html; charset=utf-8' } });
    }
    // Another origin: the same server under another name.
    const signed = new URL(`/signed-files/${id}?sig=signed-4711`, url);
    signed.hostname = 'localhost';
    return new Response('', { status: 302, headers: { location: signed.href } });
  };

  return {
    workspace,
    rules,
    tokens,
    calls,
    downloads,
    async handle(request) {
      const url = new URL(request.url);
      const [, first, method = ''] = url.pathname.split('/');
      if (first === 'api') return handleApi(method, request);
      return handleFile(request, url);
    },
    addFile(id, { channel, name, mediaType, bytes, origin, more = {} }) {
      const isPrivate = workspace.channels.get(channel)?.isPrivate ?? false;
      const raw = {
        id,
        name,
        title: name,
        mimetype: mediaType,
        size: bytes.byteLength,
        created: Math.floor(fakeStartMs / 1000),
        timestamp: Math.floor(fakeStartMs / 1000),
        mode: 'hosted',
        is_external: false,
        channels: isPrivate ? [] : [channel],
        groups: isPrivate ? [channel] : [],
        ims: [],
        permalink: `https://acme.slack.com/files/U1/${id}/${encodeURIComponent(name)}`,
        url_private: `${origin}/files-pri/${id}/${encodeURIComponent(name)}`,
        url_private_download: `${origin}/files-pri/${id}/download/${encodeURIComponent(name)}`,
        ...more,
      };
      workspace.files.set(id, { id, raw, bytes, isDeleted: false });
      return raw;
    },
  };
}

function json(answer: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json(answer, { headers });
}

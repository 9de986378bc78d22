import {
  type ConnectorContext,
  FixCredentialsError,
  followRedirects,
  type HttpResponse,
  politeHttp,
  RetryError,
  SkipDocumentError,
} from '#kit';
import { accessToken } from './oauth-token.ts';
import type { ConfluenceConfig } from './options.ts';

export type ConfluenceContext = Pick<
  ConnectorContext<ConfluenceConfig>,
  'config' | 'http' | 'clock' | 'signal' | 'notebook'
>;

export interface Request {
  /** Below the base address: `/api/v2/spaces`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON by POST, for the few questions that are asked so. */
  readonly body?: unknown;
  /** What is being read, for messages: `the pages of ENG`. */
  readonly what: string;
  /** The OAuth scope that a token needs for it. */
  readonly scope: string;
}

/** How one site is asked: signed in, spared, its answers judged. */
export interface Connection {
  /** The answer as JSON. Throws what `refusal` makes of any status but 200. */
  json(request: Request, signal: AbortSignal): Promise<unknown>;
  /** As `json`; undefined for 404 and 410. */
  find(request: Request, signal: AbortSignal): Promise<unknown>;
  /** The bytes of a file, wherever the site sends us for them; credentials stay with the site. */
  download(request: Request, maxBytes: number, signal: AbortSignal): Promise<HttpResponse>;
  /** When the access token ends, epoch milliseconds; undefined where tokens do not tell. */
  tokenEnd(signal: AbortSignal): Promise<number | undefined>;
}

export function openConnection(context: ConfluenceContext): Connection {
  const { config, clock, notebook } = context;
  const { credentials, timeoutMs } = config;
  const polite = politeHttp(context.http, { clock, concurrencyPerHost: config.concurrency });
  const following = followRedirects(polite);
  const tokens =
    credentials.kind === 'oauth' ? { credentials, http: polite, clock, notebook } : undefined;
  let base: Promise<string> | undefined;
  const askForBase = (signal: AbortSignal): Promise<string> => {
    base = baseAddress(signal);
    // The next one who asks shall try again.
    base.catch(() => {
      base = undefined;
    });
    return base;
  };

  async function authorization(signal: AbortSignal, refused?: string): Promise<string> {
    if (tokens) return `Bearer ${(await accessToken(tokens, signal, refused)).token}`;
    if (credentials.kind === 'bearer') return `Bearer ${credentials.token}`;
    if (credentials.kind !== 'basic') throw new TypeError('OAuth has its tokens.');
    const { user, secret } = credentials;
    return `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
  }

  /** Scoped tokens and OAuth are only good at the API's own host. */
  async function baseAddress(signal: AbortSignal): Promise<string> {
    const viaApiHost =
      credentials.kind === 'oauth' || (credentials.kind === 'basic' && credentials.scoped);
    if (!viaApiHost) return config.siteUrl;
    const cloudId = config.cloudId ?? (await askForCloudId(signal));
    return `${config.apiUrl}/ex/confluence/${encodeURIComponent(cloudId)}/wiki`;
  }

  /** Which of the sites of an OAuth app this is; a scoped token asks the site itself. */
  async function askForCloudId(signal: AbortSignal): Promise<string> {
    const { origin } = new URL(config.siteUrl);
    if (!tokens) {
      const url = `${origin}/_edge/tenant_info`;
      const answer = await polite({ url, timeoutMs }, signal);
      const found = parseJson(answer, 'the id of the site');
      if (isRecord(found) && typeof found.cloudId === 'string') return found.cloudId;
    } else {
      const url = `${config.apiUrl}/oauth/token/accessible-resources`;
      const what = 'the sites that the OAuth app may read';
      const answer = await signedIn(url, { signal });
      if (answer.status !== 200) throw refusal(answer, { path: '', what, scope: '' }, config);
      const sites = parseJson(answer, what);
      const site = (Array.isArray(sites) ? sites : []).find(
        (one: unknown) => isRecord(one) && one.url === origin,
      );
      if (isRecord(site) && typeof site.id === 'string') return site.id;
    }
    throw new FixCredentialsError(`These credentials do not reach ${origin}.`, {
      code: 'site_not_granted',
      hint: 'Give the OAuth app consent for this site, or write cloud_id into the configuration.',
    });
  }

  async function signedIn(
    url: string,
    { signal, body, maxBytes }: { signal: AbortSignal; body?: unknown; maxBytes?: number },
  ): Promise<HttpResponse> {
    const request = {
      url,
      timeoutMs,
      ...(maxBytes !== undefined && { maxBytes }),
      ...(body !== undefined && { method: 'POST' as const, body: JSON.stringify(body) }),
    };
    const send = (Authorization: string) =>
      following(
        {
          ...request,
          headers: {
            Authorization,
            accept: maxBytes === undefined ? 'application/json' : '*/*',
            ...(body !== undefined && { 'content-type': 'application/json' }),
          },
        },
        signal,
      );
    const first = await authorization(signal);
    const answer = await send(first);
    if (answer.status !== 401 || !tokens) return answer;
    return send(await authorization(signal, first.replace('Bearer ', '')));
  }

  async function ask(request: Request, signal: AbortSignal, maxBytes?: number) {
    const url = addressOf(await (base ?? askForBase(signal)), request);
    return signedIn(url, {
      signal,
      body: request.body,
      ...(maxBytes !== undefined && { maxBytes }),
    });
  }

  async function find(request: Request, signal: AbortSignal): Promise<unknown> {
    const answer = await ask(request, signal);
    if (answer.status === 404 || answer.status === 410) return undefined;
    if (answer.status !== 200) throw refusal(answer, request, config);
    return parseJson(answer, request.what);
  }

  return {
    find,
    async json(request, signal) {
      const found = await find(request, signal);
      if (found !== undefined) return found;
      throw new SkipDocumentError(`${config.siteUrl} has no such thing: ${request.what}.`, {
        code: 'not_found',
        hint: 'It was deleted a moment ago, or this account may not see it. Nothing was deleted here.',
      });
    },
    async download(request, maxBytes, signal) {
      const answer = await ask(request, signal, maxBytes);
      if (answer.status === 200) return answer;
      throw refusal(answer, request, config);
    },
    async tokenEnd(signal) {
      return tokens && (await accessToken(tokens, signal)).expiresAt;
    },
  };
}

function addressOf(base: string, { path, query = {} }: Request): string {
  const parameters = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  const search = new URLSearchParams(parameters).toString();
  return base + path + (search === '' ? '' : `?${search}`);
}

/** A page of HTML, an empty body, half an answer: whatever stands in front of the site spoke. */
function parseJson({ body, headers }: HttpResponse, what: string): unknown {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {}
  const kind = headers['content-type']?.split(';')[0] ?? 'an unnamed kind';
  throw new RetryError(
    `The answer for ${what} is no JSON but ${kind} (${body.byteLength} bytes).`,
    {
      code: 'bad_answer',
      hint: 'A login page or a proxy may stand in front of Confluence: try the address in url.',
    },
  );
}

/** What must happen next after an answer that is not the one we asked for. */
export function refusal(
  answer: HttpResponse,
  { what, scope }: Request,
  { siteUrl, credentials }: Pick<ConfluenceConfig, 'siteUrl' | 'credentials'>,
): Error {
  const { status } = answer;
  const said = messageOf(answer);
  const message = `${siteUrl} answered ${status} for ${what}${said === '' ? '' : `: ${said}`}.`;
  if (status === 401 && /scope/i.test(said)) {
    return new FixCredentialsError(message, {
      code: 'scope_missing',
      hint: `Add the scope ${scope} to the token (API token) or to the app, and give consent again (OAuth).`,
    });
  }
  if (status === 401) {
    return new FixCredentialsError(message, {
      code: 'unauthorized',
      hint:
        credentials.kind === 'basic'
          ? 'The token is wrong, has expired, or belongs to another e-mail address. A token with scopes needs "scoped: true".'
          : 'The token is wrong or has expired.',
    });
  }
  if (status === 403) {
    return new SkipDocumentError(message, {
      code: 'forbidden',
      hint: `Let this account read it${scope ? `; a token with scopes needs ${scope}` : ''}.`,
    });
  }
  if (status === 429) return new RetryError(message, { code: 'rate_limited' });
  if (status >= 500) return new RetryError(message, { code: 'server_error' });
  return new SkipDocumentError(message, { code: `status_${status}` });
}

/** What the site said about it, short, on one line; never HTML. */
function messageOf({ body, headers }: HttpResponse): string {
  if (!headers['content-type']?.includes('json')) return '';
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(body));
    if (!isRecord(parsed)) return '';
    const [error] = Array.isArray(parsed.errors) ? parsed.errors : [];
    const said = parsed.message ?? (isRecord(error) ? (error.detail ?? error.title) : undefined);
    return typeof said === 'string'
      ? said.replace(/\s+/g, ' ').slice(0, 200).replace(/\.$/, '')
      : '';
  } catch {
    return '';
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

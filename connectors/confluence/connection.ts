import {
  type ConnectorContext,
  followRedirects,
  type HttpResponse,
  politeHttp,
  RetryError,
  SkipDocumentError,
} from '#kit';
import { findApi } from './find-api.ts';
import { accessToken } from './oauth-token.ts';
import type { ConfluenceConfig } from './options.ts';
import { parseJson } from './parse-json.ts';
import type { Allowance } from './read-allowances.ts';
import { refusal } from './refusal.ts';
import { spareQuota } from './spare-quota.ts';

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
  /** What the site said last of what it has left for us; undefined where it says nothing. */
  allowance(): Allowance | undefined;
}

export function openConnection(context: ConfluenceContext): Connection {
  const { config, clock, notebook } = context;
  const { credentials, timeoutMs } = config;
  const sparing = spareQuota(context.http, { clock });
  const polite = politeHttp(sparing.http, { clock, concurrencyPerHost: config.concurrency });
  const following = followRedirects(polite);
  const tokens =
    credentials.kind === 'oauth' ? { credentials, http: polite, clock, notebook } : undefined;
  let base: Promise<string> | undefined;
  const askForBase = (signal: AbortSignal): Promise<string> => {
    base = findApi(config, { plain: polite, signedIn }, signal);
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
    try {
      const url = addressOf(await (base ?? askForBase(signal)), request);
      return await signedIn(url, {
        signal,
        body: request.body,
        ...(maxBytes !== undefined && { maxBytes }),
      });
    } catch (error) {
      throw error instanceof RetryError ? unanswered(error, request.what) : error;
    }
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
    allowance: sparing.scarcest,
  };
}

/** An address says nothing to a person who looks for what is missing. */
function unanswered({ code, message, hint, cause }: RetryError, what: string): RetryError {
  return new RetryError(`There was no answer for ${what}: ${message}`, {
    code,
    cause,
    ...(hint !== undefined && { hint }),
  });
}

function addressOf(base: string, { path, query = {} }: Request): string {
  const parameters = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  const search = new URLSearchParams(parameters).toString();
  return base + path + (search === '' ? '' : `?${search}`);
}

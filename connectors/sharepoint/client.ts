import type * as z from 'zod';
import {
  followRedirects,
  type HttpRequest,
  type HttpResponse,
  parseJson,
  politeHttp,
  RetryError,
  readShape,
} from '#kit';
import { refusal } from './refusal.ts';
import type { SharePointContext } from './sharepoint-context.ts';
import { createTokens } from './tokens.ts';
import { inUnits } from './unit-pace.ts';

export interface GraphRequest {
  /** Below `/v1.0/`, with its query: `drives/b!x/root/delta?$top=200`. */
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  readonly body?: string;
  readonly prefer?: string;
  /** Default JSON. */
  readonly accept?: string;
  /** Names it in messages: `the site handbook`. */
  readonly what: string;
}

/** One connection to Microsoft Graph: signed in, spared. Nothing here knows what a document is. */
export interface GraphClient {
  /** The answer whatever its status, after every try; a redirect is one. */
  ask(request: GraphRequest, signal: AbortSignal, maxBytes?: number): Promise<HttpResponse>;
  /** The answer as JSON of this shape. Throws what `refusal` makes of any status but 200. */
  json<Shape extends z.ZodType>(
    request: GraphRequest,
    shape: Shape,
    signal: AbortSignal,
  ): Promise<z.output<Shape>>;
  /** A good answer in the shape that we read. */
  read<Shape extends z.ZodType>(answer: HttpResponse, shape: Shape, what: string): z.output<Shape>;
  /**
   * The bytes behind a request that may be redirected to where they lie. That address carries a right
   * of its own: it is used once, without our token, and never told.
   */
  download(request: GraphRequest, maxBytes: number, signal: AbortSignal): Promise<HttpResponse>;
  /** What `path` must be to ask for an address that an earlier answer gave. */
  pathOf(link: string): string;
  /** The token that is in use. Throws as `Tokens.token` does. */
  signIn(signal: AbortSignal): Promise<string>;
}

const maxAnswerBytes = 64 * 1024 * 1024;

export function createGraphClient(context: SharePointContext): GraphClient {
  const { config, clock } = context;
  const { baseUrl, timeoutMs, userAgent } = config;
  const polite = politeHttp(inUnits(context.http, { ...config, clock }), {
    clock,
    concurrencyPerHost: config.concurrency,
  });
  const following = followRedirects(polite);
  const tokens = createTokens(context, polite);

  const ask: GraphClient['ask'] = async (request, signal, maxBytes = maxAnswerBytes) => {
    const send = (token: string) => {
      const sent: HttpRequest = {
        url: `${baseUrl}/v1.0/${request.path}`,
        method: request.method ?? 'GET',
        headers: {
          authorization: `Bearer ${token}`,
          'user-agent': userAgent,
          accept: request.accept ?? 'application/json',
          ...(request.prefer && { prefer: request.prefer }),
          ...(request.body !== undefined && { 'content-type': 'application/json' }),
        },
        timeoutMs,
        maxBytes,
        ...(request.body !== undefined && { body: request.body }),
      };
      return polite(sent, signal).catch((error: unknown) => {
        throw withoutAddress(error, request.what);
      });
    };
    const token = await tokens.token(signal);
    const answer = await send(token);
    if (answer.status !== 401 || config.credentials.kind === 'bearer') return answer;
    return send(await tokens.token(signal, token));
  };

  return {
    ask,
    read: readAnswer,
    async json(request, shape, signal) {
      const answer = await ask(request, signal);
      if (answer.status !== 200) throw refusal(answer, request.what);
      return readAnswer(answer, shape, request.what);
    },
    async download(request, maxBytes, signal) {
      const answer = await ask({ ...request, accept: '*/*' }, signal, maxBytes);
      const { location } = answer.headers;
      if (answer.status < 300 || answer.status > 399 || location === undefined) return answer;
      const headers = { 'user-agent': userAgent };
      const url = URL.parse(location, baseUrl);
      if (url === null || (url.protocol !== 'https:' && !baseUrl.startsWith('http:'))) {
        throw new RetryError(`SharePoint leads to no safe address for ${request.what}.`, {
          code: 'insecure_redirect',
        });
      }
      const there = { url: url.href, headers, timeoutMs, maxBytes };
      const bytes = await following(there, signal).catch((error: unknown) => {
        throw withoutAddress(error, request.what);
      });
      if (bytes.status !== 401) return bytes;
      // It is the address that is not taken; of our credentials nothing was sent there.
      throw new RetryError(`SharePoint refuses the address that it gave for ${request.what}.`, {
        code: 'download_refused',
        hint: 'It may have ended on the way; the next sync asks for another.',
        status: 401,
      });
    },
    pathOf(link) {
      const url = URL.parse(link);
      const path = url && /^(?:.*?)\/v1\.0\/(.+)$/.exec(`${url.pathname}${url.search}`)?.[1];
      if (path) return path;
      throw new RetryError('Microsoft Graph names a next page that is no address of its own.', {
        code: 'bad_answer',
      });
    },
    signIn: (signal) => tokens.token(signal),
  };
}

function readAnswer<Shape extends z.ZodType>(
  answer: HttpResponse,
  shape: Shape,
  what: string,
): z.output<Shape> {
  const hint = 'A proxy may stand in front of Microsoft Graph: try the address in base_url.';
  return readShape(shape, parseJson(answer, { what, hint }), what);
}

/** Messages of the network name addresses, and these carry delta tokens and signatures. */
function withoutAddress(error: unknown, what: string): unknown {
  return error instanceof RetryError
    ? new RetryError(`Could not get ${what} from SharePoint (${error.code}).`, { code: error.code })
    : error;
}

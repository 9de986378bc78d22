import type * as z from 'zod';
import {
  followRedirects,
  type Http,
  type HttpResponse,
  parseJson,
  politeHttp,
  RetryError,
  readShape,
} from '#kit';
import type { DriveContext } from './drive-context.ts';
import { googleUrl } from './options.ts';
import { isTooFast, refusal } from './refusal.ts';
import { createTokens } from './tokens.ts';

export interface DriveRequest {
  /** Below `/drive/v3/`, or at the API of an editor: `files/0AbC`. */
  readonly path: string;
  readonly editor?: 'docs' | 'sheets' | 'slides';
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly method?: 'GET' | 'POST';
  /** Who asks; '' for the account itself. */
  readonly subject: string;
  /** Names it in messages: `the file "Plan"`. */
  readonly what: string;
  /** Of older files that are shared by link, by id. */
  readonly resourceKeys?: ReadonlyMap<string, string | undefined>;
}

/** One connection to Drive: signed in, spared, its answers judged. Nothing here knows what a document is. */
export interface DriveClient {
  /** The answer whatever its status, after every try. */
  ask(request: DriveRequest, signal: AbortSignal, maxBytes?: number): Promise<HttpResponse>;
  /** The answer as JSON of this shape. Throws what `refusal` makes of any status but 200. */
  json<Shape extends z.ZodType>(
    request: DriveRequest,
    shape: Shape,
    signal: AbortSignal,
  ): Promise<z.output<Shape>>;
  /** A good answer in the shape that we read. */
  read<Shape extends z.ZodType>(answer: HttpResponse, shape: Shape, what: string): z.output<Shape>;
  /** The bytes at an address that Drive gave out; the token goes to Google's own hosts alone. */
  download(
    url: string,
    request: Pick<DriveRequest, 'subject' | 'what'>,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<HttpResponse>;
  /** Whether a token can be had for this user. Throws as `Tokens.token` does. */
  signIn(subject: string, signal: AbortSignal): Promise<void>;
}

export function createDriveClient(context: DriveContext): DriveClient {
  const { config, clock } = context;
  const { baseUrl, timeoutMs } = config;
  const polite = politeHttp(asTooFast(context.http), {
    clock,
    concurrencyPerHost: config.concurrency,
  });
  const following = followRedirects(polite);
  const tokens = createTokens(context, polite);

  async function send(
    request: Pick<DriveRequest, 'subject' | 'method'>,
    url: string,
    headers: Readonly<Record<string, string>>,
    { signal, maxBytes }: { readonly signal: AbortSignal; readonly maxBytes?: number | undefined },
  ): Promise<HttpResponse> {
    const once = (token: string) =>
      following(
        {
          url,
          method: request.method ?? 'GET',
          headers: { ...headers, authorization: `Bearer ${token}` },
          secretHeaders: ['x-goog-drive-resource-keys'],
          timeoutMs,
          ...(maxBytes !== undefined && { maxBytes }),
        },
        signal,
      );
    const token = await tokens.token(request.subject, signal);
    const answer = await once(token);
    if (answer.status !== 401 || config.credentials.kind === 'bearer') return answer;
    return once(await tokens.token(request.subject, signal, token));
  }

  const ask: DriveClient['ask'] = (request, signal, maxBytes) =>
    send(request, addressOf(baseUrl, request), keyHeader(request), { signal, maxBytes });

  return {
    ask,
    read: readAnswer,
    async json(request, shape, signal) {
      const answer = await ask(request, signal, 64 * 1024 * 1024);
      if (answer.status !== 200) throw refusal(answer, request.what);
      return readAnswer(answer, shape, request.what);
    },
    async download(url, request, maxBytes, signal) {
      const isGoogle = isGooglesOwn(url, baseUrl);
      const answer = await (isGoogle
        ? send(request, url, {}, { signal, maxBytes })
        : following({ url, timeoutMs, maxBytes }, signal)
      ).catch((error: unknown) => {
        throw withoutAddress(error, request.what);
      });
      if (answer.status === 200) return answer;
      throw refusal(answer, request.what);
    },
    signIn: async (subject, signal) => {
      await tokens.token(subject, signal);
    },
  };
}

/** To whoever spares hosts, a 403 for haste is a 429. */
function asTooFast(http: Http): Http {
  return async (request, signal) => {
    const answer = await http(request, signal);
    return isTooFast(answer) ? { ...answer, status: 429 } : answer;
  };
}

/** Where Google itself is asked, each editor has a host of its own; a proxy has one for all. */
function addressOf(baseUrl: string, { path, editor, query = {} }: DriveRequest): string {
  const parameters = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  const search = new URLSearchParams(parameters).toString();
  const isGoogle = editor !== undefined && baseUrl === googleUrl;
  const root = isGoogle ? `https://${editor}.googleapis.com` : baseUrl;
  return `${root}/${editor === undefined ? 'drive/v3/' : ''}${path}${search === '' ? '' : `?${search}`}`;
}

function keyHeader({ resourceKeys }: DriveRequest): Readonly<Record<string, string>> {
  const pairs = [...(resourceKeys ?? [])].flatMap(([id, key]) => (key ? [`${id}/${key}`] : []));
  return pairs.length === 0 ? {} : { 'x-goog-drive-resource-keys': pairs.join(',') };
}

function isGooglesOwn(url: string, baseUrl: string): boolean {
  const address = URL.parse(url);
  if (address === null) return false;
  if (address.origin === new URL(baseUrl).origin) return true;
  return (
    address.protocol === 'https:' && /(?:^|\.)(?:googleapis|google)\.com$/.test(address.hostname)
  );
}

function readAnswer<Shape extends z.ZodType>(
  answer: HttpResponse,
  shape: Shape,
  what: string,
): z.output<Shape> {
  const hint = 'A proxy may stand in front of Google: try the address in base_url.';
  return readShape(shape, parseJson(answer, { what, hint }), what);
}

/** The address may carry a signature, and messages of the network name addresses. */
function withoutAddress(error: unknown, what: string): unknown {
  return error instanceof RetryError
    ? new RetryError(`Could not get ${what} from Google (${error.code}).`, { code: error.code })
    : error;
}

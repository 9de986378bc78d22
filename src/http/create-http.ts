import { Agent, type Dispatcher, request as send } from 'undici';
import { FixInputError, RetryError, TwigkitError } from '#core/errors.ts';
import type { Http, HttpRequest, HttpResponse } from '#core/http.ts';
import type { AddressGuard } from './guard-addresses.ts';
import { readBody } from './read-body.ts';
import { startDeadline } from './start-deadline.ts';

export interface HttpOptions {
  /** Connections kept to one host at the same time. Default 16. */
  readonly connectionsPerHost?: number;
  /** Sent unless a request has its own. */
  readonly userAgent?: string;
  /** Decides where connections may go. Default: anywhere. */
  readonly guard?: AddressGuard;
}

/** An `Http` with a pool of connections behind it. */
export type OpenHttp = Http & {
  /** Waits for exchanges under way, then closes every connection. */
  close(): Promise<void>;
};

/**
 * The one place that opens connections for connectors. Any status is an answer; it is the caller who
 * knows what a 404 means.
 *
 * @throws RetryError when no answer came (`timeout`, `unreachable`, `connection_lost`);
 * SkipDocumentError `too_large` beyond `maxBytes`, `bad_coding`, and what the guard refuses;
 * FixInputError for an address that is not http(s); the signal's reason when it is aborted.
 *
 * @example
 * const http = createHttp();
 * const { status, body } = await http({ url: 'https://docs.example.com/' }, signal);
 * await http.close();
 */
export function createHttp({
  connectionsPerHost = 16,
  userAgent,
  guard,
}: HttpOptions = {}): OpenHttp {
  const agent = new Agent({
    connections: connectionsPerHost,
    connect: { timeout: 10_000, ...(guard && { lookup: guard.lookup }) },
  });
  const http: Http = async (request, signal) => {
    signal.throwIfAborted();
    const url = checkUrl(request.url);
    guard?.check(url);
    const deadline = startDeadline(request.timeoutMs ?? 30_000, signal);
    try {
      return await exchange(agent, url, request, userAgent, deadline.signal);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof TwigkitError) throw error;
      throw noAnswer(error, url, request, deadline.signal.aborted);
    } finally {
      deadline.end();
    }
  };
  return Object.assign(http, { close: () => agent.close() });
}

async function exchange(
  agent: Agent,
  url: URL,
  request: HttpRequest,
  userAgent: string | undefined,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const answer = await send(url, {
    dispatcher: agent,
    method: request.method ?? 'GET',
    signal,
    headers: {
      'accept-encoding': 'gzip, deflate, br',
      ...(userAgent !== undefined && { 'user-agent': userAgent }),
      ...lowerCase(request.headers ?? {}),
    },
    ...(request.body !== undefined && { body: request.body }),
    // The deadline is the signal's; undici's own would end a slow but honest body early.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const headers = oneValueEach(answer.headers);
  const body = await readBody(answer.body, {
    encoding: headers['content-encoding'],
    maxBytes: request.maxBytes ?? 10 * 1024 * 1024,
    name: nameOf(url),
  });
  return { status: answer.statusCode, headers, body };
}

function checkUrl(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  const shown = JSON.stringify(url === null ? text.replace(/[?#].*$/s, '') : `${url.protocol}…`);
  throw new FixInputError(`${shown} is not a web address.`, {
    code: 'bad_url',
    hint: 'Write it in full: https://docs.example.com/page.',
  });
}

function noAnswer(thrown: unknown, url: URL, request: HttpRequest, timedOut: boolean): RetryError {
  const name = nameOf(url);
  if (timedOut) {
    const seconds = (request.timeoutMs ?? 30_000) / 1000;
    return new RetryError(`${name} was not answered within ${seconds} s.`, {
      code: 'timeout',
      cause: thrown,
    });
  }
  const { code, message } = detailsOf(thrown);
  return code !== undefined && unreachable.has(code)
    ? new RetryError(`Cannot reach ${url.origin} (${code}).`, {
        code: 'unreachable',
        cause: thrown,
      })
    : new RetryError(`The connection broke during ${name}: ${message || code}.`, {
        code: 'connection_lost',
        cause: thrown,
      });
}

const unreachable: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function detailsOf(thrown: unknown): { readonly code?: string; readonly message: string } {
  if (!(thrown instanceof Error)) return { message: String(thrown) };
  const { message } = thrown;
  return 'code' in thrown && typeof thrown.code === 'string'
    ? { code: thrown.code, message }
    : { message };
}

/** For messages: never the query or the user part, which may carry a signature or a password. */
function nameOf(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function oneValueEach(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const single: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) single[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return single;
}

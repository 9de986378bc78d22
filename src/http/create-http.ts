import { Agent } from 'undici';
import { FixInputError, RetryError, TwigkitError } from '#core/errors.ts';
import type { Http, HttpRequest, HttpResponse } from '#core/http.ts';
import { decompress } from './decompress.ts';
import { ExchangeStopped, exchange, type RawAnswer } from './exchange.ts';
import type { AddressGuard } from './guard-addresses.ts';
import { watchExchanges } from './watch-exchanges.ts';

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
  const watch = watchExchanges();
  const http: Http = async (request, signal) => {
    signal.throwIfAborted();
    const url = checkUrl(request.url);
    guard?.check(url);
    const { timeoutMs = 30_000, maxBytes = 10 * 1024 * 1024 } = request;
    const name = nameOf(url);
    try {
      const sent = { ...request, headers: headersOf(request, userAgent) };
      const options = { dispatcher: agent, watch, timeoutMs, maxBytes, name, signal };
      return await decoded(await exchange(url, sent, options), { maxBytes, name });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof TwigkitError) throw error;
      throw noAnswer(error, url, timeoutMs);
    }
  };
  return Object.assign(http, { close: () => agent.close() });
}

function headersOf(
  { headers }: HttpRequest,
  userAgent: string | undefined,
): Record<string, string> {
  const sent: Record<string, string> = { 'accept-encoding': 'gzip, deflate, br' };
  if (userAgent !== undefined) sent['user-agent'] = userAgent;
  for (const name in headers) sent[name.toLowerCase()] = headers[name] ?? '';
  return sent;
}

async function decoded(
  { status, headers: sent, body }: RawAnswer,
  limits: { readonly maxBytes: number; readonly name: string },
): Promise<HttpResponse> {
  const headers = oneValueEach(sent);
  const encoding = headers['content-encoding'];
  // Answers without a body may name an encoding all the same; no decoder takes nothing for input.
  if (encoding === undefined || body.byteLength === 0) return { status, headers, body };
  return { status, headers, body: await decompress(body, encoding, limits) };
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

function noAnswer(thrown: unknown, url: URL, timeoutMs: number): RetryError {
  const name = nameOf(url);
  if (thrown instanceof ExchangeStopped) {
    return new RetryError(`${name} was not answered within ${timeoutMs / 1000} s.`, {
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

function oneValueEach(headers: RawAnswer['headers']): Record<string, string> {
  const single: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) single[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return single;
}

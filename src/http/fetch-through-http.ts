import type { Http, HttpRequest } from '#core/http.ts';

export interface FetchThroughHttpOptions {
  readonly signal: AbortSignal;
  /** Of one exchange. Default as of `http`. */
  readonly timeoutMs?: number;
  /** Of one answer. Default 64 MiB. */
  readonly maxBytes?: number;
}

/**
 * A `fetch` for a vendor's package, so that it goes through the one place that opens connections.
 * It sends bodies of text and bytes. Nothing is followed: a redirect comes back as it is, and a token
 * with it goes nowhere.
 *
 * @example
 * const client = new WebClient(token, { fetch: fetchThroughHttp(http, { signal }) });
 */
export function fetchThroughHttp(http: Http, options: FetchThroughHttpOptions): typeof fetch {
  const { signal, timeoutMs, maxBytes = 64 * 1024 * 1024 } = options;
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const { body: sent } = init ?? {};
    const { status, headers, body } = await http(
      {
        url,
        method: methodOf(init?.method),
        headers: Object.fromEntries(new Headers(init?.headers)),
        ...((typeof sent === 'string' || sent instanceof Uint8Array) && { body: sent }),
        ...(timeoutMs !== undefined && { timeoutMs }),
        maxBytes,
      },
      signal,
    );
    const { 'content-encoding': _, 'content-length': __, ...rest } = headers;
    const isBodyless = bodyless.has(status);
    return new Response(isBodyless ? null : new Uint8Array(body), { status, headers: rest });
  };
}

const bodyless: ReadonlySet<number> = new Set([204, 205, 304]);

function methodOf(method = 'GET'): NonNullable<HttpRequest['method']> {
  const found = methods.find((name) => name === method.toUpperCase());
  if (found === undefined) throw new TypeError(`${method} is not a method that Http sends.`);
  return found;
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

import type { Http } from '#kit';

/**
 * A `fetch` for the package that goes through the one place that opens connections. Nothing is
 * followed: a redirect comes back as it is, and a token with it goes nowhere.
 */
export function fetchThroughHttp(
  http: Http,
  { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
): typeof fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const { status, headers, body } = await http(
      {
        url,
        method: 'POST',
        headers: Object.fromEntries(new Headers(init?.headers)),
        // The package sends forms without files as text.
        body: typeof init?.body === 'string' ? init.body : '',
        timeoutMs,
        maxBytes: 64 * 1024 * 1024,
      },
      signal,
    );
    const { 'content-encoding': _, 'content-length': __, ...rest } = headers;
    return new Response(bodyless.has(status) ? null : new Uint8Array(body), {
      status,
      headers: rest,
    });
  };
}

const bodyless: ReadonlySet<number> = new Set([204, 205, 304]);

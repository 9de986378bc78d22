import { RetryError } from '#core/errors.ts';
import type { Http, HttpRequest, HttpResponse } from '#core/http.ts';

/** How a request goes wrong. */
export type NetworkFault =
  | '429'
  | '500'
  | 'timeout'
  | 'truncated body'
  | 'empty 200'
  | 'HTML for JSON';

/**
 * A network that breaks on purpose. It wraps whatever moves requests (the `Http` that a connector is
 * given, a `fetch`, the handler of a fake server), counts them, and lets the n-th one go wrong,
 * together with every repetition of it, so that trying again does not help.
 */
export interface FaultyNetwork {
  /** @param nth counted from 1, from now on. */
  arm(fault: NetworkFault, nth: number): void;
  disarm(): void;
  /** Since it was armed or disarmed. */
  readonly requestCount: number;
  /** What it is armed with. */
  readonly fault: NetworkFault | undefined;
  /** The request that goes wrong, as `METHOD address`; undefined while none did. */
  readonly struck: string | undefined;
  wrapHttp(inner: Http): Http;
  /**
   * A fetch, or the handler of a fetch-style server. A `timeout` keeps the line open without a word of
   * the answer's body and cuts it after `hangMs`.
   */
  wrapFetch(
    inner: (request: Request) => Promise<Response>,
  ): (request: Request) => Promise<Response>;
}

const page = '<!doctype html><html><body><h1>Bad gateway</h1><p>Try later.</p></body></html>';

export interface FaultyNetworkOptions {
  /** Default 1,000. */
  readonly hangMs?: number;
}

/**
 * Makes a network without a fault.
 *
 * @example
 * const network = createFaultyNetwork();
 * const server = await serve(network.wrapFetch(fakeProduct));
 * network.arm('truncated body', 3);
 */
export function createFaultyNetwork({ hangMs = 1_000 }: FaultyNetworkOptions = {}): FaultyNetwork {
  let armed: { readonly fault: NetworkFault; readonly nth: number } | undefined;
  let requestCount = 0;
  let struck: string | undefined;

  const faultOf = (request: string): NetworkFault | undefined => {
    requestCount += 1;
    if (armed && struck === undefined && requestCount === armed.nth) struck = request;
    return armed && struck === request ? armed.fault : undefined;
  };
  const reset = (next: typeof armed) => {
    armed = next;
    requestCount = 0;
    struck = undefined;
  };

  return {
    arm: (fault, nth) => reset({ fault, nth }),
    disarm: () => reset(undefined),
    get fault() {
      return armed?.fault;
    },
    get requestCount() {
      return requestCount;
    },
    get struck() {
      return struck;
    },
    wrapHttp: (inner) => async (request, signal) => {
      const fault = faultOf(`${request.method ?? 'GET'} ${request.url}`);
      return fault ? failHttp(fault, request) : inner(request, signal);
    },
    wrapFetch: (inner) => async (request) => {
      const fault = faultOf(`${request.method} ${request.url}`);
      return fault ? failFetch(fault, hangMs, () => inner(request)) : inner(request);
    },
  };
}

/** As `src/http` would tell it: what is no whole answer is a RetryError. */
function failHttp(fault: NetworkFault, { url }: HttpRequest): HttpResponse {
  const answer = (status: number, text: string, headers: Record<string, string> = {}) => ({
    status,
    headers,
    body: new TextEncoder().encode(text),
  });
  switch (fault) {
    case '429':
      return answer(429, '', { 'retry-after': '1' });
    case '500':
      return answer(500, 'Internal server error');
    case 'timeout':
      throw new RetryError(`${url} did not answer in time.`, { code: 'timeout' });
    case 'truncated body':
      throw new RetryError(`The answer of ${url} broke off.`, { code: 'connection_lost' });
    case 'empty 200':
      return answer(200, '');
    case 'HTML for JSON':
      return answer(200, page, { 'content-type': 'text/html' });
  }
}

async function failFetch(
  fault: NetworkFault,
  hangMs: number,
  healthy: () => Promise<Response>,
): Promise<Response> {
  switch (fault) {
    case '429':
      return new Response('', { status: 429, headers: { 'retry-after': '1' } });
    case '500':
      return new Response('Internal server error', { status: 500 });
    case 'timeout':
      return silent(hangMs);
    case 'truncated body':
      return truncated(await healthy());
    case 'empty 200':
      return new Response('', { status: 200 });
    case 'HTML for JSON':
      return new Response(page, { status: 200, headers: { 'content-type': 'text/html' } });
  }
}

/** The line is open, and nothing comes. */
function silent(hangMs: number): Response {
  let timer: NodeJS.Timeout | undefined;
  const nothing = new ReadableStream<Uint8Array>({
    start(controller) {
      timer = setTimeout(() => controller.error(new Error('The line was cut.')), hangMs);
    },
    cancel: () => clearTimeout(timer),
  });
  return new Response(nothing, { status: 200 });
}

/** Announces its whole length (of an empty body, a byte), sends the first half and breaks off. */
async function truncated(answer: Response): Promise<Response> {
  const body = new Uint8Array(await answer.arrayBuffer());
  const headers = new Headers(answer.headers);
  headers.set('content-length', String(Math.max(1, body.byteLength)));
  let sent = false;
  const half = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent) return controller.error(new Error('The line broke.'));
      sent = true;
      controller.enqueue(body.subarray(0, Math.floor(body.byteLength / 2)));
    },
  });
  return new Response(half, { status: answer.status, headers });
}

/**
 * One HTTP exchange. The only implementation that opens connections lives in `src/http`; everything
 * else takes this as an argument.
 *
 * The implementer owes: redirects are returned, not followed; the body is counted while it is read
 * and cut off at `maxBytes` with an error; the deadline covers the whole exchange; every failure to
 * get an answer is a RetryError.
 */
export type Http = (request: HttpRequest, signal: AbortSignal) => Promise<HttpResponse>;

export interface HttpRequest {
  readonly url: string;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** From the first byte sent to the last byte read. Default 30,000. */
  readonly timeoutMs?: number;
  /** Of the decoded body. Default 10 MiB. */
  readonly maxBytes?: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

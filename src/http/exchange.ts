import type { Dispatcher } from 'undici';
import type { HttpRequest } from '#core/http.ts';
import { bodyTooLarge } from './body-too-large.ts';
import type { ExchangeWatch, StopReason } from './watch-exchanges.ts';

export interface ExchangeOptions {
  readonly dispatcher: Dispatcher;
  readonly watch: ExchangeWatch;
  readonly timeoutMs: number;
  /** Of the body as it is sent. */
  readonly maxBytes: number;
  /** For messages. */
  readonly name: string;
  readonly signal: AbortSignal;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As it was sent. */
  readonly body: Uint8Array;
}

/** The exchange was ended by us, and why. */
export class ExchangeStopped extends Error {
  readonly why: StopReason;

  constructor(why: StopReason) {
    super(why === 'timeout' ? 'The time for an answer was over.' : 'The caller left.');
    this.name = 'ExchangeStopped';
    this.why = why;
  }
}

/**
 * Sends one request and takes its answer, whole, piece by piece as it comes: a stream between the two
 * costs more than all else that is done with a small page. The body is counted while it comes, for
 * neither a declared length nor the compressed size says how large it becomes.
 *
 * @throws SkipDocumentError `too_large` (the rest is then not downloaded), ExchangeStopped, and
 * whatever the client says when a connection fails.
 */
export function exchange(
  url: URL,
  request: Pick<HttpRequest, 'method' | 'body'> & {
    readonly headers: Readonly<Record<string, string>>;
  },
  { dispatcher, watch, timeoutMs, maxBytes, name, signal }: ExchangeOptions,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const pieces: Uint8Array[] = [];
    let byteCount = 0;
    let status = 0;
    let headers: RawAnswer['headers'] = {};
    let controller: Dispatcher.DispatchController | undefined;
    let failure: Error | undefined;

    const fail = (error: Error) => {
      if (failure !== undefined) return;
      failure = error;
      endWatch();
      reject(error);
      controller?.abort(error);
    };
    const endWatch = watch.begin(timeoutMs, signal, (why) => fail(new ExchangeStopped(why)));

    dispatcher.dispatch(
      {
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: request.method ?? 'GET',
        headers: request.headers,
        body: request.body ?? null,
        // The watch ends what takes too long; undici's own limits would end a slow but honest body early.
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      {
        onRequestStart(started) {
          controller = started;
          // It waited for a connection when it was stopped.
          if (failure !== undefined) started.abort(failure);
        },
        onResponseStart(_controller, statusCode, answered) {
          status = statusCode;
          headers = answered;
        },
        onResponseData(_controller, piece) {
          if (failure !== undefined) return;
          byteCount += piece.byteLength;
          if (byteCount > maxBytes) fail(bodyTooLarge(name, maxBytes));
          else pieces.push(piece);
        },
        onResponseEnd() {
          if (failure !== undefined) return;
          endWatch();
          const [first = new Uint8Array()] = pieces;
          const body = pieces.length > 1 ? Buffer.concat(pieces, byteCount) : first;
          resolve({ status, headers, body });
        },
        onResponseError(_controller, error) {
          fail(error);
        },
      },
    );
  });
}

import { bodyAlreadyRead } from '../body-already-read.ts';
import type { IncomingDelivery, Receiver } from '../create-receiver.ts';
import { type NodeRequest, type NodeResponse, nodeHeaders } from './node-request.ts';
import { readNodeBody } from './read-node-body.ts';

export interface NodeHandlerOptions {
  /** Told when the body was read before the receiver saw it; the request is then answered 503. */
  readonly onFault: (error: Error) => void;
}

/**
 * The receiver as a listener of Node's `http` server, or an API route of the Next.js pages router
 * (with `export const config = { api: { bodyParser: false } }`).
 *
 * @example
 * const handle = toNodeHandler(receive, { onFault: (error) => console.error(error) });
 * createServer((request, response) => {
 *   if (request.url === '/webhooks/twig') return handle(request, response);
 *   response.writeHead(404).end();
 * });
 */
export function toNodeHandler(
  receiver: Receiver,
  { onFault }: NodeHandlerOptions,
): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  return async (request, response) => {
    try {
      await answerNodeRequest(receiver, request, response);
    } catch (error) {
      onFault(error instanceof Error ? error : new Error(String(error)));
      response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '30' });
      response.end('{"status":"unavailable"}');
    }
  };
}

/** @throws FixInputError `webhook_body_read` when something has read the body. */
export async function answerNodeRequest(
  receiver: Receiver,
  request: NodeRequest,
  response: NodeResponse,
): Promise<void> {
  const reader = readerOf(request);
  if (reader !== undefined) throw bodyAlreadyRead(reader);
  let whole = true;
  const incoming: IncomingDelivery = {
    method: request.method ?? '',
    headers: nodeHeaders(request.headers),
    async readBody(limits) {
      whole = false;
      const body = await readNodeBody(request, limits);
      whole = body !== 'too_slow';
      return body;
    },
  };
  const { status, headers, body } = await receiver.take(incoming);
  // Of a body that did not come in time the rest may come for ever.
  response.writeHead(status, whole ? headers : { ...headers, connection: 'close' });
  response.end(body);
}

/** What has read the body, by what it left behind; undefined when nobody has. */
function readerOf(request: NodeRequest): string | undefined {
  const parsed: unknown = Reflect.get(request, 'body');
  if (parsed !== undefined && parsed !== null) {
    if (typeof parsed === 'string') return 'a body parser that made text of it (express.text())';
    if (parsed instanceof Uint8Array) return 'a body parser that kept its bytes (express.raw())';
    const type = nodeHeaders(request.headers).get('content-type') ?? '';
    return type.includes('urlencoded')
      ? 'a body parser for forms (express.urlencoded())'
      : 'a body parser that made an object of it (express.json(), or the bodyParser of Next.js)';
  }
  return request.readableDidRead === true ? 'a middleware in front of it' : undefined;
}

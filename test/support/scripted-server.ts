import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** A request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Of the client: equal for requests on one connection. */
  readonly port: number | undefined;
  readonly headers: IncomingMessage['headers'];
  /** As sent. */
  readonly raw: Buffer;
  /** Decompressed, as text. */
  readonly text: string;
}

/** How to answer; `reset` breaks the connection, `silence` never answers. */
export type Reply =
  | 'reset'
  | 'silence'
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Text and bytes as they are, anything else as JSON. */
      readonly body?: unknown;
      /** Sends the body, text only, and then leaves the answer open. */
      readonly stalls?: boolean;
    };

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
}

/**
 * A real HTTP server on 127.0.0.1 that plays a script: one reply after the other, the last one for
 * ever; or whatever a function makes of a request.
 */
export async function scriptedServer(
  script: readonly Reply[] | ((request: SeenRequest, index: number) => Reply | Promise<Reply>),
): Promise<ScriptedServer> {
  const seen: SeenRequest[] = [];
  const replyTo =
    typeof script === 'function'
      ? script
      : (_: SeenRequest, index: number) => script[Math.min(index, script.length - 1)] ?? 'reset';

  const server = createServer(async (incoming, outgoing) => {
    const request = await readRequest(incoming);
    seen.push(request);
    play(await replyTo(request, seen.length - 1), incoming, outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readRequest(incoming: IncomingMessage): Promise<SeenRequest> {
  const raw = Buffer.concat(await incoming.toArray());
  const text = incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    port: incoming.socket.remotePort,
    headers: incoming.headers,
    raw,
    text: text.toString('utf8'),
  };
}

function play(reply: Reply, incoming: IncomingMessage, outgoing: ServerResponse): void {
  if (reply === 'silence') return;
  if (reply === 'reset') {
    incoming.socket.resetAndDestroy();
    return;
  }
  const { status = 200, headers = {}, body, stalls = false } = reply;
  if (stalls) outgoing.writeHead(status, headers).write(String(body));
  else if (body === undefined) outgoing.writeHead(status, headers).end();
  else if (typeof body === 'string' || body instanceof Uint8Array) {
    outgoing.writeHead(status, headers).end(body);
  } else {
    outgoing
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(body));
  }
}

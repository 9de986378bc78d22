import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { FixInputError, StopRunError } from '#core/errors.ts';

export interface Listener {
  /** `http://127.0.0.1:7878`, with the port that was really taken. */
  readonly url: string;
  close(): Promise<void>;
}

/** One path that Node serves itself: half the processor time of a fetch handler. */
export interface DirectRoute {
  readonly path: string;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => unknown;
}

export interface ListenOptions {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Goes before `fetch`. */
  readonly direct?: DirectRoute | undefined;
  /** 0 takes any free port. */
  readonly port: number;
  readonly hostname: string;
  /** How long answers that have begun may take once it is closed. Default 10,000. */
  readonly lastAnswersMs?: number;
}

/**
 * Serves a fetch handler over HTTP.
 *
 * @throws FixInputError when the port is taken or may not be used.
 */
export function listen({
  fetch,
  direct,
  port,
  hostname,
  lastAnswersMs = 10_000,
}: ListenOptions): Promise<Listener> {
  const rest = getRequestListener(fetch, { hostname });
  const server = createServer((request, response) => {
    const isDirect = direct !== undefined && request.url?.split('?')[0] === direct.path;
    return isDirect ? direct.handle(request, response) : rest(request, response);
  });
  return new Promise((resolve, reject) => {
    server.on('error', (cause: NodeJS.ErrnoException) => reject(explain(cause, port, hostname)));
    server.listen(port, hostname, () => {
      const host = hostname.includes(':') ? `[${hostname}]` : hostname;
      // A server that listens on a port has an address with one.
      const { port: taken } = server.address() as AddressInfo;
      resolve({
        url: `http://${host}:${taken}`,
        close: () =>
          new Promise((closed) => {
            // A stream that nobody reads to its end would hold the server open for ever.
            const patience = setTimeout(() => server.closeAllConnections(), lastAnswersMs);
            server.close(() => {
              clearTimeout(patience);
              closed();
            });
            // Idle keep-alive connections would, too.
            server.closeIdleConnections();
          }),
      });
    });
  });
}

function explain(cause: NodeJS.ErrnoException, port: number, hostname: string): Error {
  if (cause.code === 'EADDRINUSE') {
    return new FixInputError(`Port ${port} on ${hostname} is already in use.`, {
      code: 'port_taken',
      hint: 'Stop the other process, or take another port: --port 7900, or --port 0 for any free one.',
      cause,
    });
  }
  if (cause.code === 'EACCES') {
    return new FixInputError(`Port ${port} on ${hostname} may not be used by this user.`, {
      code: 'port_forbidden',
      hint: 'Take a port above 1023, for example --port 7878.',
      cause,
    });
  }
  return new StopRunError(`Cannot listen on ${hostname}:${port}: ${cause.message}.`, {
    code: 'listen_failed',
    cause,
  });
}

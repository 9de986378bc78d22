import { serve } from '@hono/node-server';
import { FixInputError, StopRunError } from '#core/errors.ts';

export interface Listener {
  /** `http://127.0.0.1:7878`, with the port that was really taken. */
  readonly url: string;
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** 0 takes any free port. */
  readonly port: number;
  readonly hostname: string;
}

/**
 * Serves a fetch handler over HTTP.
 *
 * @throws FixInputError when the port is taken or may not be used.
 */
export function listen({ fetch, port, hostname }: ListenOptions): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, port, hostname }, (address) => {
      const host = hostname.includes(':') ? `[${hostname}]` : hostname;
      resolve({
        url: `http://${host}:${address.port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            // Idle keep-alive connections would otherwise hold the server open.
            if ('closeIdleConnections' in server) server.closeIdleConnections();
          }),
      });
    });
    server.on('error', (cause: NodeJS.ErrnoException) => reject(explain(cause, port, hostname)));
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

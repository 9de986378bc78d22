import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';

type Served = AsyncDisposable & { readonly url: string; readonly port: number };

/** Serves a fetch-style handler over real HTTP on a free port of this machine. */
export function serveFetch(handle: (request: Request) => Promise<Response>): Promise<Served> {
  return serveNode(getRequestListener(handle));
}

/** Serves a listener of Node's own over real HTTP on a free port of this machine. */
export async function serveNode(handle: RequestListener): Promise<Served> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

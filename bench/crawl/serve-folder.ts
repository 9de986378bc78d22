/** Serves the HTML files of a folder, held in memory, on a free port, and prints the port. */
import { globSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const [folder = '.'] = process.argv.slice(2);
const pages = new Map(
  globSync('**/*.html', { cwd: folder }).map((name) => [
    `/${name.replaceAll('\\', '/')}`,
    readFileSync(join(folder, name)),
  ]),
);
const server = createServer((request, response) => {
  const body = pages.get(new URL(request.url ?? '/', 'http://localhost').pathname);
  if (body === undefined) return response.writeHead(404).end();
  return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(body);
});
server.listen(0, '127.0.0.1', () => {
  // A server that listens on a port has an address with one.
  console.log((server.address() as AddressInfo).port);
});

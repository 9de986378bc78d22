/**
 * Serves a site of so many pages on a free port, and prints the port. A page is made when it is asked
 * for: it links to ten pages below it and to thirty anywhere. `/requests` tells how many pages were
 * asked for.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const count = Number(process.argv[2]);
let requests = 0;

const addressOf = (page: number) => (page === 0 ? '/' : `/guide/part-${page % 97}/page-${page}`);

function pageOf(number: number): string {
  const below = Array.from({ length: 10 }, (_, link) => number * 10 + link + 1);
  const anywhere = Array.from(
    { length: 30 },
    (_, link) => (number * 7_919 + link * 104_729) % count,
  );
  const links = [...below, ...anywhere]
    .filter((page) => page < count)
    .map((page) => `<li><a href="${addressOf(page)}">Page ${page}</a></li>`);
  const text = `This is what page ${number} says. `.repeat(20);
  return `<!doctype html><title>Page ${number}</title><main><h1>Page ${number}</h1><p>${text}</p><ul>${links.join('')}</ul></main>`;
}

const server = createServer((request, response) => {
  const path = request.url ?? '/';
  if (path === '/requests') return response.end(String(requests));
  const number = path === '/' ? 0 : Number(/\/page-(\d+)$/.exec(path)?.[1]);
  if (Number.isNaN(number) || number >= count) return response.writeHead(404).end();
  requests += 1;
  return response.writeHead(200, { 'content-type': 'text/html' }).end(pageOf(number));
});
server.listen(0, '127.0.0.1', () => {
  // A server that listens on a port has an address with one.
  console.log((server.address() as AddressInfo).port);
});

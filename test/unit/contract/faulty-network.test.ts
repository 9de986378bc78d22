import { describe, expect, it } from 'vitest';
import { createHttp } from '#http/create-http.ts';
import {
  createFaultyNetwork,
  type FaultyNetwork,
  type NetworkFault,
} from '../../contract/connector.ts';
import { caught } from '../../support/caught.ts';
import { serveFetch } from '../../support/serve-fetch.ts';

const { signal } = new AbortController();
const healthy = async (request: Request) =>
  request.url.endsWith('/moved')
    ? new Response('', { status: 302, headers: { location: '/a' } })
    : Response.json({ path: new URL(request.url).pathname, text: 'word '.repeat(2_000) });

async function withServer(
  network: FaultyNetwork,
  work: (ask: (path: string) => Promise<{ status: number; text: string }>) => Promise<void>,
): Promise<void> {
  await using server = await serveFetch(network.wrapFetch(healthy));
  const http = createHttp();
  try {
    await work(async (path) => {
      const { status, body } = await http({ url: `${server.url}${path}` }, signal);
      return { status, text: new TextDecoder().decode(body) };
    });
  } finally {
    await http.close();
  }
}

describe('a faulty network before a real server', () => {
  it('lets the named request go wrong, with its repetitions, and no other', async () => {
    const network = createFaultyNetwork();
    await withServer(network, async (ask) => {
      network.arm('500', 2);

      const statuses = [];
      for (const path of ['/a', '/b', '/b', '/c']) statuses.push((await ask(path)).status);

      expect(statuses).toEqual([200, 500, 500, 200]);
      expect(network.struck).toMatch(/^GET http:.*\/b$/);
      expect(network.requestCount).toBe(4);
      network.disarm();
      expect((await ask('/b')).status).toBe(200);
    });
  });

  it.each<[NetworkFault, number, RegExp]>([
    ['429', 429, /^$/],
    ['500', 500, /error/],
    ['empty 200', 200, /^$/],
    ['HTML for JSON', 200, /^<!doctype html>/],
  ])('answers %s with %i', async (fault, status, text) => {
    const network = createFaultyNetwork();
    await withServer(network, async (ask) => {
      network.arm(fault, 1);

      const answer = await ask('/a');

      expect(answer.status).toBe(status);
      expect(answer.text).toMatch(text);
    });
  });

  it.each<NetworkFault>([
    'timeout',
    'truncated body',
  ])('gives no whole answer for %s', async (fault) => {
    const network = createFaultyNetwork({ hangMs: 100 });
    await withServer(network, async (ask) => {
      network.arm(fault, 1);

      const error = await caught(ask('/a'));

      expect(error).toMatchObject({ name: 'RetryError' });
    });
  });

  it('breaks off an answer without a body too, as redirects are', async () => {
    const network = createFaultyNetwork();
    await withServer(network, async (ask) => {
      network.arm('truncated body', 1);

      const error = await caught(ask('/moved'));

      expect(error).toMatchObject({ name: 'RetryError' });
    });
  });
});

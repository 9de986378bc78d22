import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '#core/http.ts';
import { createHttp } from '#http/create-http.ts';
import { fetchThroughHttp } from '#http/fetch-through-http.ts';
import { serveFetch } from '../../support/serve-fetch.ts';

describe('fetchThroughHttp', () => {
  it('sends method, headers and body, and gives status, headers and body back', async () => {
    const http = createHttp();
    await using server = await serveFetch(async (request) =>
      Response.json(
        { method: request.method, key: request.headers.get('x-key'), body: await request.text() },
        { status: 201, headers: { 'x-answer': 'yes' } },
      ),
    );
    const fetch = fetchThroughHttp(http, { signal: new AbortController().signal });

    const answer = await fetch(server.url, {
      method: 'patch',
      headers: { 'X-Key': 'k' },
      body: 'Words',
    });

    expect([answer.status, answer.headers.get('x-answer')]).toEqual([201, 'yes']);
    expect(await answer.json()).toEqual({ method: 'PATCH', key: 'k', body: 'Words' });
    await http.close();
  });

  it('is a GET without a body when nothing else is said', async () => {
    const requests: HttpRequest[] = [];
    const fetch = fetchThroughHttp(
      async (request) => {
        requests.push(request);
        return { status: 204, headers: {}, body: new Uint8Array() };
      },
      { signal: new AbortController().signal, timeoutMs: 5, maxBytes: 7 },
    );

    const answer = await fetch('https://example.com/');

    expect(requests).toEqual([
      { url: 'https://example.com/', method: 'GET', headers: {}, timeoutMs: 5, maxBytes: 7 },
    ]);
    expect(answer.body).toBeNull();
  });

  it('follows no redirect, so that no token goes elsewhere', async () => {
    const http = createHttp();
    let calls = 0;
    await using server = await serveFetch(async () => {
      calls += 1;
      return new Response(null, { status: 302, headers: { location: '/elsewhere' } });
    });
    const fetch = fetchThroughHttp(http, { signal: new AbortController().signal });

    const answer = await fetch(server.url, { headers: { authorization: 'Bearer secret' } });

    expect([answer.status, answer.headers.get('location'), calls]).toEqual([302, '/elsewhere', 1]);
    await http.close();
  });

  it('refuses a method that Http does not send', async () => {
    const fetch = fetchThroughHttp(
      async () => ({ status: 200, headers: {}, body: new Uint8Array() }),
      { signal: new AbortController().signal },
    );

    await expect(fetch('https://example.com/', { method: 'TRACE' })).rejects.toThrow(/TRACE/);
  });
});

import { getEventListeners, once } from 'node:events';
import { createServer } from 'node:net';
import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FixInputError, RetryError, SkipDocumentError } from '#core/errors.ts';
import { createHttp, type OpenHttp } from '#http/create-http.ts';
import { caught } from '../../support/caught.ts';
import { scriptedServer } from '../../support/scripted-server.ts';
import { waitUntil } from '../../support/wait-until.ts';

const signal = new AbortController().signal;
const twice = (bytes: Buffer) => gzipSync(gzipSync(bytes));
let http: OpenHttp;

beforeEach(() => {
  http = createHttp({ userAgent: 'twigkit/1' });
});
afterEach(() => http.close());

describe('createHttp', () => {
  it('sends what it is given and returns what comes back', async () => {
    await using server = await scriptedServer([
      { status: 404, headers: { 'X-Thing': 'a' }, body: 'not here' },
    ]);

    const answer = await http(
      {
        url: `${server.url}/x?y=1`,
        method: 'POST',
        headers: { Accept: 'text/html' },
        body: 'hello',
      },
      signal,
    );

    expect(server.seen[0]).toMatchObject({
      method: 'POST',
      path: '/x?y=1',
      text: 'hello',
      headers: { accept: 'text/html', 'user-agent': 'twigkit/1' },
    });
    expect(answer.status).toBe(404);
    expect(answer.headers['x-thing']).toBe('a');
    expect(Buffer.from(answer.body).toString()).toBe('not here');
  });

  it('lets a request bring its own user agent, in whatever case', async () => {
    await using server = await scriptedServer([{}]);

    await http({ url: server.url, headers: { 'User-Agent': 'mine' } }, signal);

    expect(server.seen[0]?.headers['user-agent']).toBe('mine');
  });

  it('returns a redirect and does not follow it', async () => {
    await using server = await scriptedServer([{ status: 302, headers: { location: '/other' } }]);

    const answer = await http({ url: server.url }, signal);

    expect(answer).toMatchObject({ status: 302, headers: { location: '/other' } });
    expect(server.seen).toHaveLength(1);
  });

  it('keeps its connections and uses them again', async () => {
    await using server = await scriptedServer(() => ({ body: 'x' }));

    for (let call = 0; call < 20; call += 1) await http({ url: server.url }, signal);

    // A second one may be opened while the first is still being put away.
    expect(new Set(server.seen.map(({ port }) => port)).size).toBeLessThanOrEqual(2);
  });

  it.each([
    ['gzip', gzipSync('content')],
    ['br', brotliCompressSync('content')],
    ['deflate', deflateSync('content')],
    ['deflate', deflateRawSync('content')],
    ['zstd', zstdCompressSync('content')],
    ['X-GZIP', gzipSync('content')],
    ['gzip, br', brotliCompressSync(gzipSync('content'))],
    ['identity', Buffer.from('content')],
  ])('decodes %s', async (encoding, body) => {
    await using server = await scriptedServer([
      { headers: { 'content-encoding': encoding }, body },
    ]);

    const answer = await http({ url: server.url }, signal);

    expect(Buffer.from(answer.body).toString()).toBe('content');
  });

  it.each([
    ['a HEAD', 'HEAD', 200],
    ['a 304', 'GET', 304],
    ['an empty 301', 'GET', 301],
  ] as const)('takes %s that announces an encoding and has no body', async (_, method, status) => {
    await using server = await scriptedServer([
      { status, headers: { 'content-encoding': 'gzip' } },
    ]);

    const answer = await http({ url: server.url, method }, signal);

    expect(answer).toMatchObject({ status });
    expect(answer.body.byteLength).toBe(0);
  });

  it.each([
    ['plain', {}, Buffer.alloc(1001)],
    ['compressed', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(50_000_000))],
    ['br', { 'content-encoding': 'br' }, brotliCompressSync(Buffer.alloc(50_000_000))],
    ['twice compressed', { 'content-encoding': 'gzip, gzip' }, twice(Buffer.alloc(50_000_000))],
  ])('cuts a %s body off at its limit', async (_, headers, body) => {
    await using server = await scriptedServer([{ headers, body }, { body: 'next' }]);

    const error = await caught(
      http({ url: `${server.url}/big?token=secret`, maxBytes: 1000 }, signal),
    );
    const next = await http({ url: server.url }, signal);

    expect(error).toBeInstanceOf(SkipDocumentError);
    expect(error).toMatchObject({
      code: 'too_large',
      message: `${server.url}/big is larger than 1,000 bytes.`,
    });
    expect(next.status).toBe(200);
  });

  it.each([
    ['than its length', 'content-length: 100\r\n\r\nhello', 'end'],
    ['than its length', 'content-length: 100\r\n\r\nhello', 'resetAndDestroy'],
    ['than its last chunk', 'transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n', 'end'],
    ['than a chunk', 'transfer-encoding: chunked\r\n\r\n50\r\nhello', 'end'],
  ] as const)('does not take a body for whole that ends earlier %s', async (_, answer, leave) => {
    const server = createServer((socket) => {
      socket.once('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\n${answer}`, () => socket[leave]());
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = Object(server.address());

    const error = await caught(http({ url: `http://127.0.0.1:${port}/` }, signal));
    server.close();

    expect(error).toMatchObject({ name: 'RetryError', code: 'connection_lost' });
  });

  it('does not take half of a compressed body for the whole', async () => {
    const half = gzipSync('content'.repeat(1000)).subarray(0, 30);
    await using server = await scriptedServer([
      { headers: { 'content-encoding': 'gzip' }, body: half },
    ]);

    const error = await caught(http({ url: server.url }, signal));

    expect(error).toMatchObject({ name: 'RetryError', code: 'connection_lost' });
  });

  it.each([
    ['is not what it says', 'gzip', Buffer.from('<html>')],
    ['was coded too often', 'gzip, gzip, gzip, gzip', gzipSync(gzipSync(twice(Buffer.from('x'))))],
  ])('does not guess at a body that %s', async (_, encoding, body) => {
    await using server = await scriptedServer([
      { headers: { 'content-encoding': encoding }, body },
    ]);

    const error = await caught(http({ url: `${server.url}/x` }, signal));

    expect(error).toBeInstanceOf(SkipDocumentError);
    expect(error).toMatchObject({
      code: 'bad_coding',
      message: `${server.url}/x cannot be decoded as "${encoding}", which it says it is.`,
    });
  });

  it('lets go of its caller when an exchange is over', async () => {
    await using server = await scriptedServer([{ body: 'x' }]);
    const caller = new AbortController();

    await http({ url: server.url, timeoutMs: 60_000 }, caller.signal);

    expect(getEventListeners(caller.signal, 'abort')).toHaveLength(0);
  });

  it('takes a body of exactly its limit', async () => {
    await using server = await scriptedServer([{ body: Buffer.alloc(1000) }]);

    const answer = await http({ url: server.url, maxBytes: 1000 }, signal);

    expect(answer.body.byteLength).toBe(1000);
  });

  it('gives up at the deadline', async () => {
    await using server = await scriptedServer(['silence']);

    const error = await caught(http({ url: `${server.url}/slow`, timeoutMs: 30 }, signal));

    expect(error).toBeInstanceOf(RetryError);
    expect(error).toMatchObject({
      code: 'timeout',
      message: `${server.url}/slow was not answered within 0.03 s.`,
    });
  });

  it('gives up at the deadline in the middle of a body', async () => {
    await using server = await scriptedServer([
      { headers: { 'content-length': '100' }, body: 'only a little', stalls: true },
    ]);

    const error = await caught(http({ url: server.url, timeoutMs: 200 }, signal));

    expect(error).toMatchObject({ name: 'RetryError', code: 'timeout' });
  });

  it('ends with the reason of its caller', async () => {
    await using server = await scriptedServer(['silence']);
    const caller = new AbortController();

    const pending = caught(http({ url: server.url }, caller.signal));
    await waitUntil('the request has arrived', () => server.seen.length > 0);
    caller.abort(new Error('the user left'));

    expect(await pending).toHaveProperty('message', 'the user left');
  });

  it('says that a connection broke', async () => {
    await using server = await scriptedServer(['reset']);

    const error = await caught(http({ url: `${server.url}/x?token=secret` }, signal));

    expect(error).toMatchObject({ name: 'RetryError', code: 'connection_lost' });
    expect(error).not.toHaveProperty('message', expect.stringContaining('secret'));
  });

  it('says that nobody is there', async () => {
    const server = await scriptedServer([]);
    await server[Symbol.asyncDispose]();

    const error = await caught(http({ url: server.url }, signal));

    expect(error).toMatchObject({
      name: 'RetryError',
      code: 'unreachable',
      message: `Cannot reach ${server.url} (ECONNREFUSED).`,
    });
  });

  it.each([
    'docs.example.com',
    'file:///etc/passwd',
    'mailto:me@x.example',
    '',
  ])('refuses the address %j', async (url) => {
    expect(await caught(http({ url }, signal))).toBeInstanceOf(FixInputError);
  });
});

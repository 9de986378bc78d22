import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { type Crawler, type CrawlOptions, createCrawlHttp } from '#http/crawl-http.ts';
import { caught } from '../../support/caught.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { scriptedServer } from '../../support/scripted-server.ts';
import { waitUntil } from '../../support/wait-until.ts';

const signal = new AbortController().signal;
const open: Crawler[] = [];
afterEach(() => Promise.all(open.splice(0).map((crawler) => crawler.close())));

function crawl(options: Partial<CrawlOptions> = {}): Crawler {
  const crawler = createCrawlHttp({
    clock: systemClock,
    userAgent: 'test-bot/1',
    allow: ['127.0.0.1'],
    ...options,
  });
  open.push(crawler);
  return crawler;
}

describe('createCrawlHttp', () => {
  it('gets a page along its redirects, decompressed', async () => {
    await using server = await scriptedServer([
      { status: 301, headers: { location: '/b' } },
      { headers: { 'content-encoding': 'gzip', etag: '"1"' }, body: gzipSync('<h1>Hello</h1>') },
    ]);

    const page = await crawl().fetchPage(`${server.url}/a`, { accept: 'text/html' }, signal);

    expect(page).toMatchObject({
      url: `${server.url}/b`,
      status: 200,
      notModified: false,
      headers: { etag: '"1"' },
      hops: [{ from: `${server.url}/a`, to: `${server.url}/b`, permanent: true }],
    });
    expect(Buffer.from(page.body).toString()).toBe('<h1>Hello</h1>');
    expect(server.seen[0]?.headers).toMatchObject({
      'user-agent': 'test-bot/1',
      accept: 'text/html',
    });
  });

  it.each([
    [{ etag: 'W/"1"', lastModified: 'Thu, 15 Jan 2026 12:00:00 GMT' }, 'W/"1"', undefined],
    [{ lastModified: 'Thu, 15 Jan 2026 12:00:00 GMT' }, undefined, 'Thu, 15 Jan 2026 12:00:00 GMT'],
    [{}, undefined, undefined],
  ])('asks whether a page has changed by %j', async (validators, match, since) => {
    await using server = await scriptedServer([{ status: 304 }]);

    const page = await crawl().fetchPage(server.url, { validators }, signal);

    expect(page).toMatchObject({ status: 304, notModified: true });
    expect(server.seen[0]?.headers['if-none-match']).toBe(match);
    expect(server.seen[0]?.headers['if-modified-since']).toBe(since);
  });

  it('keeps every header of its caller from another origin, and nothing else', async () => {
    await using other = await scriptedServer([{ body: 'x' }]);
    await using server = await scriptedServer([{ status: 302, headers: { location: other.url } }]);

    await crawl().fetchPage(
      server.url,
      {
        headers: { 'X-Api-Key': 'secret', Authorization: 'secret', Cookie: 'secret' },
        accept: 'text/html',
        validators: { etag: '"1"' },
      },
      signal,
    );

    expect(server.seen[0]?.headers).toMatchObject({ 'x-api-key': 'secret', cookie: 'secret' });
    expect(JSON.stringify(other.seen[0]?.headers)).not.toContain('secret');
    expect(other.seen[0]?.headers).toMatchObject({ accept: 'text/html', 'if-none-match': '"1"' });
  });

  it('does not let a page send it inside', async () => {
    await using inside = await scriptedServer([{ body: 'secret' }]);
    const { port } = new URL(inside.url);
    await using server = await scriptedServer([
      { status: 302, headers: { location: `http://localhost:${port}/admin` } },
    ]);

    const error = await caught(crawl().fetchPage(server.url, {}, signal));

    expect(error).toMatchObject({ name: 'SkipDocumentError', code: 'private_address' });
    expect(inside.seen).toHaveLength(0);
  });

  it('does not let a name of another site lead inside', async () => {
    await using server = await scriptedServer(({ headers }) =>
      headers.host?.startsWith('evil') ? { body: 'secret' } : evil(),
    );
    const { port } = new URL(server.url);
    const evil = () => ({ status: 302, headers: { location: `http://evil.example:${port}/` } });
    const resolve = async () => [{ address: '127.0.0.1', family: 4 as const }];

    const error = await caught(crawl({ resolve }).fetchPage(server.url, {}, signal));

    expect(error).toMatchObject({ code: 'private_address' });
    expect(server.seen).toHaveLength(1);
  });

  it('allows nothing private unless told to', async () => {
    const crawler = createCrawlHttp({ clock: systemClock, userAgent: 'test-bot/1' });
    open.push(crawler);

    const error = await caught(crawler.fetchPage('http://127.0.0.1:1/', {}, signal));

    expect(error).toMatchObject({ code: 'private_address' });
  });

  it('tries again, waits for its host and keeps its delay on every hop', async () => {
    const clock = manualClock({ skips: true });
    await using server = await scriptedServer([
      { status: 302, headers: { location: '/b' } },
      { status: 500 },
      { status: 429, headers: { 'retry-after': '60' } },
      { body: 'x' },
    ]);
    const crawler = crawl({ clock, random: () => 0.5 });
    crawler.setCrawlDelay(new URL(server.url).host, 2000);

    const page = await crawler.fetchPage(`${server.url}/a`, {}, signal);

    expect(page.status).toBe(200);
    expect(server.seen.map(({ path }) => path)).toEqual(['/a', '/b', '/b', '/b']);
    expect(clock.sleeps).toEqual([2000, 500, 1500, 60_000]);
  });

  it('uses as many places at a host as it is given', async () => {
    let now = 0;
    let peak = 0;
    await using server = await scriptedServer(async () => {
      now += 1;
      peak = Math.max(peak, now);
      await waitUntil('every place is taken', () => peak >= 64);
      await new Promise((resolve) => setTimeout(resolve, 30));
      now -= 1;
      return {};
    });
    const crawler = crawl({ concurrencyPerHost: 64 });

    await Promise.all(
      Array.from({ length: 200 }, (_, page) =>
        crawler.fetchPage(`${server.url}/${page}`, {}, signal),
      ),
    );

    expect(peak).toBe(64);
  });

  it('cuts off a page whose body drips beyond its deadline', async () => {
    await using server = await scriptedServer([{ body: 'a little', stalls: true }]);

    const error = await caught(
      crawl({ maxTries: 1 }).fetchPage(server.url, { timeoutMs: 100 }, signal),
    );

    expect(error).toMatchObject({ name: 'RetryError', code: 'timeout' });
  });
});

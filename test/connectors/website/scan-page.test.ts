import { describe, expect, it } from 'vitest';
import { parsePage } from '#kit';
import { isErrorPage } from '../../../connectors/website/error-page.ts';
import { createLinkResolver } from '../../../connectors/website/link-resolver.ts';
import { pagesOfMarkdown, readLlmsTxt } from '../../../connectors/website/llms-txt.ts';
import { packRecord, unpackRecord } from '../../../connectors/website/page-record.ts';
import { scanPage } from '../../../connectors/website/scan-page.ts';
import { learnSoft404 } from '../../../connectors/website/soft-404.ts';

const scan = (html: string, headers: Readonly<Record<string, string>> = {}) =>
  scanPage(parsePage(html), {
    url: 'https://x.io/docs/a',
    headers,
    agent: 'twigkit',
    resolve: createLinkResolver({ sortQuery: false }),
  });

describe('scanPage', () => {
  it('finds links once each, in the order of the page, and leaves out what leads to no page', () => {
    const { links } = scan(
      '<a href="b">b</a><a href="../c#x">c</a><a href="mailto:a@x.io">m</a><a href="javascript:go()">j</a><area href="/d"><a href="b#y">b</a><a>none</a><a href="">self</a><a href="https://y.io/">y</a>',
    );

    expect(links).toEqual([
      'https://x.io/docs/b',
      'https://x.io/c',
      'https://x.io/d',
      'https://y.io/',
    ]);
  });

  it('resolves links by the base of the page', () => {
    expect(scan('<base href="/guide/"><a href="b">b</a>').links).toEqual(['https://x.io/guide/b']);
    expect(scan('<base href="http://["><a href="b">b</a>').links).toEqual(['https://x.io/docs/b']);
  });

  it.each([
    ['<a rel="noopener nofollow" href="/b">b</a>', {}, []],
    ['<meta name="robots" content="nofollow"><a href="/b">b</a>', {}, []],
    ['<a href="/b">b</a>', { 'x-robots-tag': 'none' }, []],
    ['<a href="/b">b</a>', { 'x-robots-tag': 'otherbot: nofollow' }, ['https://x.io/b']],
    ['<script>document.write("<a href=/b>")</script>', {}, []],
    ['<frameset><frame src="/b"></frameset>', {}, ['https://x.io/b']],
    ['<link rel="next" href="/b">', {}, ['https://x.io/b']],
  ])('%s with %j leads to %j', (html, headers, links) => {
    expect(scan(html, headers).links).toEqual(links);
  });

  it.each([
    ['<meta name="ROBOTS" content="NoIndex, follow">', {}, true],
    ['<meta name="twigkit" content="noindex">', {}, true],
    ['<meta name="googlebot" content="noindex">', {}, false],
    ['', { 'x-robots-tag': 'max-snippet: 10, noindex' }, true],
    ['', { 'x-robots-tag': 'googlebot: nofollow, noindex' }, false],
    ['', { 'x-robots-tag': 'googlebot: nofollow, twigkit: noindex' }, true],
    ['', { 'x-robots-tag': 'unavailable_after: 2030-01-01' }, false],
  ])('%s with %j is kept out of the index: %s', (html, headers, noindex) => {
    expect(scan(html, headers).noindex).toBe(noindex);
  });

  it('finds canonical address, Markdown and a meta refresh, in the page or in its headers', () => {
    const page = scan(
      '<link rel="canonical" href="/c"><link rel="alternate" type="text/markdown" href="a.md"><link rel="alternate" type="application/rss+xml" href="feed"><meta http-equiv="Refresh" content="0; URL=\'/new\'">',
    );
    const sent = scan('', {
      link: '</c>; rel="canonical", </a.md>; rel=alternate; type="text/markdown"',
    });

    expect(page).toMatchObject({
      canonical: 'https://x.io/c',
      markdown: 'https://x.io/docs/a.md',
      refresh: 'https://x.io/new',
    });
    expect(sent).toMatchObject({ canonical: 'https://x.io/c', markdown: 'https://x.io/a.md' });
    expect(scan('<meta http-equiv="refresh" content="300">').refresh).toBeUndefined();
    expect(scan('<meta http-equiv="refresh" content="300; url=/b">').refresh).toBeUndefined();
  });

  it('sees the text that a reader sees', () => {
    const { text } = scan(
      '<title>T</title><style>p{}</style><h1>One\n two</h1><p>three &amp; four</p><script>five()</script><noscript>six</noscript>',
    );

    expect(text).toBe('One two three & four');
  });

  it('notices that a page asks for a password', () => {
    expect(scan('<form><input type="Password" name="p"></form>').asksPassword).toBe(true);
    expect(scan('<p>Type your password into the input.</p>').asksPassword).toBe(false);
  });
});

describe('readLlmsTxt', () => {
  it('finds the targets of links and bare addresses, whatever separates them from their words', () => {
    const text =
      '# Site\n> About\n- [A](https://x.io/a.md): first\n- [B](/b.md) - second\n* https://x.io/c\n- <https://x.io/d>\n- [A](https://x.io/a.md)';

    expect(readLlmsTxt(text)).toEqual([
      'https://x.io/a.md',
      '/b.md',
      'https://x.io/c',
      'https://x.io/d',
    ]);
  });

  it('knows which pages a Markdown file may belong to', () => {
    expect(pagesOfMarkdown('https://x.io/a.md')).toEqual([
      'https://x.io/a',
      'https://x.io/a/',
      'https://x.io/a.html',
    ]);
    expect(pagesOfMarkdown('https://x.io/a/index.md')).toContain('https://x.io/a/');
    expect(pagesOfMarkdown('https://x.io/a.html.md')).toContain('https://x.io/a.html');
    expect(pagesOfMarkdown('https://x.io/a')).toEqual([]);
  });
});

describe('learnSoft404', () => {
  const asked = 'https://x.io/no-such-page-1';

  it('knows the page for missing addresses by its text, without the address that it repeats', () => {
    const soft404 = learnSoft404({
      asked,
      url: asked,
      text: 'Sorry, /no-such-page-1 is not here (request 17).',
    });
    const other = 'https://x.io/b';

    expect(
      soft404.matches({ asked: other, url: other, text: 'Sorry, /b is not here (request 18).' }),
    ).toBe(true);
    expect(soft404.matches({ asked: other, url: other, text: 'B is here.' })).toBe(false);
  });

  it('knows the page that missing addresses are sent to, but not as a missing page itself', () => {
    const home = 'https://x.io/';
    const soft404 = learnSoft404({ asked, url: home, text: 'Welcome' });

    expect(soft404.matches({ asked: 'https://x.io/b', url: home, text: 'Welcome' })).toBe(true);
    expect(soft404.matches({ asked: home, url: home, text: 'Welcome' })).toBe(false);
  });
});

describe('isErrorPage', () => {
  it.each([
    ['502 Bad Gateway nginx', true],
    ['Just a moment... Enable JavaScript and cookies to continue', true],
    [`502 Bad Gateway: what it means. ${'A long article about it. '.repeat(40)}`, false],
    ['How to configure your gateway', false],
    ['', false],
  ])('%s: %s', (text, isError) => {
    expect(isErrorPage(text)).toBe(isError);
  });
});

describe('the record of a page', () => {
  const record = {
    etag: '"1"',
    lastModified: 'Thu, 01 Jan 2026 00:00:00 GMT',
    textHash: 'abc',
    links: Array.from({ length: 200 }, (_, index) => `https://x.io/docs/page-${index}`),
    lastmod: '2026-01-01',
    readAtMs: 17,
  };

  it('survives JSON, and takes little room for many links', () => {
    const written = JSON.stringify(packRecord(record));

    expect(unpackRecord(JSON.parse(written))).toEqual(record);
    expect(written.length).toBeLessThan(record.links.join().length / 4);
  });

  it('of a page with too many links has nothing that could answer for its body', () => {
    const links = Array.from({ length: 3_000 }, (_, index) => `https://x.io/${index}`);

    expect(unpackRecord(packRecord({ ...record, links }))).toMatchObject({
      etag: undefined,
      lastModified: undefined,
      lastmod: undefined,
    });
  });

  it.each([undefined, null, 'text', { text: 1 }])('is not made of %j', (validators) => {
    expect(unpackRecord(validators)).toBeUndefined();
  });
});

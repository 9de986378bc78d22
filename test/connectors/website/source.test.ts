import { describe, expect, it } from 'vitest';
import type { Site } from '../../../connectors/website/client.ts';
import { createLinkResolver } from '../../../connectors/website/link-resolver.ts';
import { createOwnHosts } from '../../../connectors/website/own-hosts.ts';
import { noRobots } from '../../../connectors/website/robots.ts';
import { createUrlScope } from '../../../connectors/website/url-scope.ts';
import { caught } from '../../support/caught.ts';
import { collect } from '../../support/collect.ts';
import { collectSource } from '../../support/collect-source.ts';
import { messySite, page } from '../../support/messy-site.ts';
import { websiteSource } from './website-source.ts';

const scope = { id: 'pages', title: '' };

describe('the options of a website source', () => {
  it.each([
    [{}, /url: write the address/],
    [{ url: 'docs.example.com' }, /url: write the address/],
    [{ url: 'mailto:a@x.io' }, /url: write the address/],
    [{ url: 'https://x.io', max_page: 3 }, /did you mean "max_pages"/],
    [{ url: 'https://x.io', max_pages: 0 }, /max_pages: write a number above 0/],
    [{ url: 'https://x.io', max_depth: -1 }, /max_depth/],
    [{ url: 'https://x.io', include: 3 }, /include: write a list of globs/],
    [{ url: 'https://x.io', markdown: 'yes' }, /markdown: write auto or never/],
    [{ url: 'https://x.io', headers: { 'a b': 'c' } }, /headers/],
  ])('%j is refused with what to write', (config, message) => {
    expect(() => websiteSource(config)).toThrow(message);
  });

  it('a header that cannot be sent is refused without showing it', () => {
    const config = { url: 'https://x.io', headers: { Authorization: 'secret\nX: y' } };

    expect(() => websiteSource(config)).toThrow(/headers\.Authorization/);
    expect(() => websiteSource(config)).not.toThrow(/secret/);
  });

  it('what changes the look of documents is in the signature, what chooses them is not', () => {
    const signature = (more: object) =>
      JSON.stringify(websiteSource({ url: 'https://x.io', ...more }).contentSignature);

    expect(signature({ markdown: 'never' })).not.toBe(signature({}));
    expect(signature({ max_pages: 3, exclude: ['/a'], headers: { a: 'b' } })).toBe(signature({}));
  });
});

describe('one page asked for by its id', () => {
  it('is told as a walk would tell it', async () => {
    await using site = await messySite({
      '/': page('Home', { links: ['/a'] }),
      '/robots.txt': { body: 'User-agent: *\nDisallow: /private' },
      '/a': page('A'),
      '/moved': { status: 301, headers: { location: '/a' } },
      '/copy?x=1': page('A', { head: '<link rel="canonical" href="/a">' }),
      '/hidden': page('Hidden', { head: '<meta name="robots" content="noindex">' }),
      '/broken': { status: 500 },
    });
    const source = websiteSource({ url: `${site.url}/` });
    const get = async (path: string) => source.get?.(scope, site.url + path);

    expect(await get('/a')).toMatchObject({ id: `${site.url}/a`, url: `${site.url}/a` });
    expect(await get('/hidden')).toMatchObject({ skip: { code: 'noindex' } });
    expect(await get('/none')).toMatchObject({ reason: 'the site answers 404' });
    expect(await get('/moved')).toMatchObject({ reason: `it leads to ${site.url}/a` });
    expect(await get('/copy?x=1')).toMatchObject({ reason: expect.stringContaining('same page') });
    expect(await get('/private/a')).toMatchObject({ reason: 'robots.txt forbids it' });
    expect(await source.get?.(scope, 'https://elsewhere.example/')).not.toHaveProperty('url');
    expect(await caught(get('/broken'))).toMatchObject({ code: 'http_500' });
  });

  it('has the version that a walk gives it, so that it is not loaded twice', async () => {
    await using site = await messySite({ '/': page('Home') });
    const source = websiteSource({ url: `${site.url}/` });
    const { items } = await collectSource(source);

    const alone = await source.get?.(scope, `${site.url}/`);

    expect(alone).toMatchObject({ version: items.get(`${site.url}/`)?.version });
  });

  it('is not given up for the page for missing pages', async () => {
    await using site = await messySite({ '/': page('Home') });
    site.otherwise(page('Sorry', { text: 'There is no such page.' }));
    const source = websiteSource({ url: `${site.url}/` });

    const error = await caught(Promise.resolve(source.get?.(scope, `${site.url}/a`)));

    expect(error).toMatchObject({ code: 'soft_404' });
  });
});

describe('the check of a website source', () => {
  const check = async (url: string) => {
    const findings = websiteSource({ url }).check?.();
    return findings ? collect(findings) : [];
  };

  it('tells what it found', async () => {
    await using site = await messySite({ '/': page('Home', { links: ['/a', 'https://y.io/'] }) });
    site.set('/sitemap.xml', { body: `<urlset><url><loc>${site.url}/a</loc></url></urlset>` });

    expect(await check(`${site.url}/`)).toEqual([
      { ok: true, subject: `read ${site.url}/robots.txt` },
      { ok: true, subject: `read the first page, ${site.url}/: 1 link inside the source` },
      { ok: true, subject: `read ${site.url}/sitemap.xml: 1 entry` },
    ]);
  });

  it('stops at what is missing and says how to mend it', async () => {
    await using site = await messySite({ '/': { status: 401 } });

    expect((await check(`${site.url}/`)).at(-1)).toMatchObject({
      ok: false,
      message: expect.stringMatching(/answered 401.*headers/),
    });
  });
});

describe('private addresses', () => {
  it('are reached only where the configuration names them itself, or a person allows them', async () => {
    await using inside = await messySite({ '/': page('Inside') });
    await using site = await messySite({
      '/': { status: 302, headers: { location: inside.url.replace('127.0.0.1', 'localhost') } },
    });
    const read = (more: object) => collectSource(websiteSource({ url: `${site.url}/`, ...more }));

    const error = await caught(read({}));
    const allowed = await read({ allow_private: true });

    expect(error).toMatchObject({ code: 'seed_unreadable', cause: { code: 'private_address' } });
    expect(allowed.ids).toHaveLength(1);
  });
});

describe('createOwnHosts', () => {
  /** A site whose pages answer as `answer` says, by address. */
  const siteOf = (
    answer: (url: string) => { readonly url: string; readonly html: string },
  ): Site => ({
    rules: { sortQuery: false },
    resolveLink: createLinkResolver({ sortQuery: false }),
    selectors: undefined,
    scope: createUrlScope({ seeds: ['https://x.io/'], include: [], exclude: [] }),
    widen: () => {},
    async fetch(asked) {
      const { url, html } = answer(asked);
      const hops = url === asked ? [] : [{ from: asked, to: url, status: 301, permanent: true }];
      const body = new TextEncoder().encode(html);
      const headers = { 'content-type': 'text/html' };
      return { url, hops, status: 200, headers, body, notModified: false };
    },
    robots: async () => noRobots,
    close: async () => {},
  });
  const { signal } = new AbortController();
  const link = 'http://www.x.io/a';

  it.each([
    [
      'redirects',
      (url: string) => ({ url: url.replace('http://www.', 'https://'), html: 'A' }),
      true,
    ],
    [
      'names this one as canonical',
      (url: string) => ({ url, html: '<link rel="canonical" href="https://x.io/a">' }),
      true,
    ],
    ['is another site', (url: string) => ({ url, html: 'Another' }), false],
  ] as const)('a twin host that %s', async (_, answer, isSame) => {
    const hosts = createOwnHosts(siteOf(answer), 'https://x.io/', signal);
    const before = hosts.rewrite(link);

    await hosts.learn(link);

    expect(before).toBe(link);
    expect(hosts.rewrite(link)).toBe(isSame ? 'https://x.io/a' : link);
  });

  it('writes http as https where the seed is reached that way, and leaves other hosts alone', () => {
    const hosts = createOwnHosts(
      siteOf((url) => ({ url, html: '' })),
      'https://x.io/',
      signal,
    );

    expect(hosts.rewrite('http://x.io/a?b')).toBe('https://x.io/a?b');
    expect(hosts.rewrite('http://y.io/a')).toBe('http://y.io/a');
  });
});

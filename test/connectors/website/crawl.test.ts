import { describe, expect, it } from 'vitest';
import { pageText } from '#kit';
import { collectSource } from '../../support/collect-source.ts';
import { type MessySite, messySite, page } from '../../support/messy-site.ts';
import { websiteSource } from './website-source.ts';

async function crawl(site: MessySite, config: Parameters<typeof websiteSource>[0] = {}) {
  const { ids, skipped, failed, coverage, events, items } = await collectSource(
    websiteSource({ url: `${site.url}/`, ...config }),
  );
  const pathOf = (id = '') => id.replace(site.url, '');
  return {
    paths: ids.map(pathOf),
    skipped: Object.fromEntries(Object.entries(skipped).map(([id, code]) => [pathOf(id), code])),
    failed: failed.map(({ id, error }) => [pathOf(id), 'code' in error ? error.code : error.name]),
    coverage,
    notes: events.flatMap((event) => (event.is === 'noted' ? [event.message] : [])),
    limits: events.flatMap((event) => (event.is === 'limited' ? [event.reason] : [])),
    async text(path: string) {
      const content = await items.get(site.url + path)?.load?.(new AbortController().signal);
      if (content?.as === 'page') return pageText(content.page);
      return content?.as === 'bytes' ? new TextDecoder().decode(content.bytes) : undefined;
    },
    aliases: (path: string) => items.get(site.url + path)?.metadata,
    mediaType: (path: string) => items.get(site.url + path)?.mediaType,
  };
}

const sitemap = (...urls: readonly string[]) => ({
  headers: { 'content-type': 'application/xml' },
  body: `<urlset>${urls.map((url) => `<url><loc>${url}</loc></url>`).join('')}</urlset>`,
});

describe('a walk', () => {
  it('finds what the seed links to, breadth first, and each page once', async () => {
    await using site = await messySite({
      '/': page('Home', { links: ['/a', 'b#part', '/a?utm_source=home', 'mailto:a@x.io'] }),
      '/a': page('A', { links: ['/c', '/', 'https://elsewhere.example/'] }),
      '/b': page('B', { links: ['javascript:void(0)', '/c'] }),
      '/c': page('C', { links: ['/logo.png', '/all.zip', '/missing'] }),
    });

    const { paths, failed, coverage } = await crawl(site);

    expect(paths).toEqual(['/', '/a', '/b', '/c']);
    expect(failed).toEqual([]);
    expect(coverage).toBe('everything');
    expect(site.requests.map(({ path }) => path)).not.toContain('/logo.png');
  });

  it('stays under the path of its seed, by whole segments', async () => {
    await using site = await messySite({
      '/guides': page('Guides', { links: ['/guides/a', '/guides-archive', '/'] }),
      '/guides/a': page('A'),
      '/guides-archive': page('Archive'),
    });

    const { paths } = await crawl(site, { url: `${site.url}/guides` });

    expect(paths).toEqual(['/guides', '/guides/a']);
  });

  it('goes by the globs, but reads the seed for its links', async () => {
    await using site = await messySite({
      '/': page('Home', { links: ['/docs/a', '/docs/old/b', '/blog/c'] }),
      '/docs/a': page('A'),
      '/docs/old/b': page('B'),
      '/blog/c': page('C'),
    });

    const { paths } = await crawl(site, { include: ['/docs/**'], exclude: ['/docs/old'] });

    expect(paths).toEqual(['/docs/a']);
  });

  it('reads sitemaps, an index of them, and llms.txt beside the links', async () => {
    await using site = await messySite();
    site.set('/', page('Home'));
    for (const name of ['a', 'b', 'c', 'd']) site.set(`/${name}`, page(name));
    site.set('/robots.txt', { body: `Sitemap: ${site.url}/index.xml` });
    site.set('/index.xml', {
      body: `<sitemapindex><sitemap><loc>${site.url}/one.xml</loc></sitemap></sitemapindex>`,
    });
    site.set('/one.xml', sitemap(`${site.url}/a`, `${site.url}/b`, 'https://elsewhere.example/'));
    site.set('/sitemap.xml', sitemap(`${site.url}/c`));
    site.set('/llms.txt', {
      headers: { 'content-type': 'text/plain' },
      body: `# Site\n- [D](${site.url}/d)`,
    });

    const { paths, coverage } = await crawl(site);

    expect(paths).toEqual(['/', '/c', '/a', '/b', '/d']);
    expect(coverage).toBe('everything');
  });

  it.each([
    ['is a page', { body: '<!doctype html><html></html>' }, 'not_a_sitemap'],
    ['is missing', { status: 404 }, 'sitemap_unavailable'],
    ['ends early', { body: '<urlset><url><loc>' }, 'sitemap_cut_off'],
  ])('a child sitemap that %s is a part that failed, and downgrades coverage', async (_, reply, code) => {
    await using site = await messySite({ '/': page('Home'), '/one.xml': reply });
    site.set('/sitemap.xml', {
      body: `<sitemapindex><sitemap><loc>${site.url}/one.xml</loc></sitemap></sitemapindex>`,
    });

    const { failed, coverage, paths } = await crawl(site);

    expect(failed).toEqual([['', code]]);
    expect(coverage).toBe('changes');
    expect(paths).toEqual(['/']);
  });

  it('a page where nobody promised a sitemap is no fault', async () => {
    await using site = await messySite({ '/': page('Home'), '/sitemap.xml': page('Sorry') });

    expect(await crawl(site)).toMatchObject({ failed: [], coverage: 'everything' });
  });

  it('honours robots.txt, noindex and nofollow', async () => {
    await using site = await messySite({
      '/robots.txt': { body: 'User-agent: *\nDisallow: /private' },
      '/': page('Home', { links: ['/private/a', '/hidden', '/dead-end'] }),
      '/private/a': page('Private'),
      '/hidden': page('Hidden', {
        links: ['/b'],
        head: '<meta name="robots" content="noindex">',
      }),
      '/dead-end': {
        headers: { 'x-robots-tag': 'nofollow' },
        body: page('Dead end', { links: ['/c'] }),
      },
      '/b': page('B'),
      '/c': page('C'),
    });

    const { paths, skipped } = await crawl(site);

    expect(paths).toEqual(['/', '/dead-end', '/b']);
    expect(skipped).toEqual({ '/hidden': 'noindex' });
    expect(site.requests.map(({ path }) => path)).not.toContain('/private/a');
  });

  it('keeps the crawl delay that robots.txt asks for', async () => {
    await using site = await messySite({
      '/robots.txt': { body: 'User-agent: *\nCrawl-delay: 7' },
      '/': page('Home', { links: ['/a'] }),
      '/a': page('A'),
    });
    const { manualClock } = await import('../../support/manual-clock.ts');
    const clock = manualClock({ skips: true });

    await collectSource(websiteSource({ url: `${site.url}/` }, { clock }));

    expect(clock.sleeps.filter((ms) => ms === 7_000).length).toBeGreaterThanOrEqual(3);
  });

  it('reads relative links by <base>, and text, Markdown and PDF by their media type', async () => {
    await using site = await messySite({
      '/': page('Home', {
        links: ['a', 'b.txt', 'c.md', 'd.pdf', 'e.bin'],
        head: '<base href="/x/">',
      }),
      '/x/a': page('A'),
      '/x/b.txt': { headers: { 'content-type': 'text/plain' }, body: 'Plain.' },
      '/x/c.md': { headers: { 'content-type': 'text/markdown' }, body: '# C' },
      '/x/d.pdf': { headers: { 'content-type': 'application/pdf' }, body: '%PDF-1.4' },
      '/x/e': { headers: { 'content-type': 'video/mp4' }, body: 'x' },
    });

    const { paths, mediaType, text } = await crawl(site);

    expect(paths).toEqual(['/', '/x/a', '/x/b.txt', '/x/c.md', '/x/d.pdf']);
    expect(mediaType('/x/d.pdf')).toBe('application/pdf');
    expect(await text('/x/c.md')).toBe('# C');
  });

  it('reads a page whatever its charset says', async () => {
    const latin = Uint8Array.from(Buffer.from(page('Größe', { links: ['/ä'] }), 'latin1'));
    await using site = await messySite({
      '/': { headers: { 'content-type': 'text/html; charset=iso-8859-1' }, body: latin },
      '/%C3%A4': { headers: { 'content-type': 'text/html; charset=utf-8' }, body: latin },
    });

    const { paths, text } = await crawl(site);

    expect(paths).toEqual(['/', '/%C3%A4']);
    expect(await text('/')).toContain('All about Größe.');
  });
});

describe('one page under several addresses', () => {
  it('is announced once, under the address that the site itself prefers', async () => {
    await using site = await messySite({
      '/': page('Home', { links: ['/old', '/a/', '/b?ref=1', '/c/index.html', '/new', '/moving'] }),
      '/old': { status: 301, headers: { location: '/new' } },
      '/new': page('New'),
      '/a/': { status: 302, headers: { location: '/a' } },
      '/a': page('A'),
      '/b?ref=1': page('B', { head: '<link rel="canonical" href="/b">' }),
      '/b': page('B', { links: ['/b?ref=1'] }),
      '/c/index.html': page('C', { links: ['/c/'] }),
      '/c/': page('C', { links: ['/c/'] }),
      '/moving': page('Moving', { head: '<meta http-equiv="refresh" content="0; url=/moved">' }),
      '/moved': page('Moved'),
    });

    const { paths, coverage } = await crawl(site);

    expect(paths).toEqual(['/', '/a', '/c/index.html', '/new', '/b', '/moved']);
    expect(coverage).toBe('everything');
  });

  it('says on its document which of them led to it before it was read', async () => {
    const spelled = (url: string) => `<link rel="canonical" href="${url}">`;
    await using site = await messySite({
      '/': page('Home', { links: ['/old', '/older', '/b.html', '/plain', '/late'] }),
      '/old': { status: 301, headers: { location: '/new' } },
      '/older': { status: 302, headers: { location: '/old' } },
      '/new': page('New'),
      '/b.html': page('B', { head: spelled('/b') }),
      '/b': page('B', { head: spelled('/b') }),
      '/plain': page('Plain'),
      '/late': { status: 301, headers: { location: '/plain' } },
    });

    const { aliases, paths } = await crawl(site);

    expect(paths).toEqual(['/', '/new', '/plain', '/b']);
    expect(aliases('/new')).toEqual({ aliases: [`${site.url}/old`] });
    expect(aliases('/b')).toEqual({ aliases: [`${site.url}/b.html`] });
    expect(aliases('/plain')).toBeUndefined();
  });

  it('is believed only when the canonical page is there and names no other one', async () => {
    const canonical = (path: string) => ({ head: `<link rel="canonical" href="${path}">` });
    await using site = await messySite({
      '/': page('Home', { links: ['/a', '/c', '/e'] }),
      '/a': page('A', canonical('/b')),
      '/b': page('B', canonical('/a')),
      '/c': page('C', canonical('/gone')),
      '/e': page('E', canonical('https://elsewhere.example/e')),
    });

    const { paths } = await crawl(site);

    expect(paths.toSorted()).toEqual(['/', '/a', '/b', '/c', '/e']);
  });

  it('a template that names the front page everywhere does not fold the site into one page', async () => {
    const head = '<link rel="canonical" href="/">';
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    await using site = await messySite({
      '/': page('Home', { links: names, head }),
      ...Object.fromEntries(names.map((name) => [`/${name}`, page(name, { head })])),
    });

    const { paths } = await crawl(site);

    expect(paths.toSorted()).toEqual(['/', ...names.map((name) => `/${name}`)]);
  });

  it('session ids in paths and queries lead to one page', async () => {
    await using site = await messySite({
      '/': page('Home', { links: ['/a;jsessionid=1', '/a;jsessionid=2', '/a?PHPSESSID=3'] }),
      '/a': page('A'),
    });

    expect((await crawl(site)).paths).toEqual(['/', '/a']);
  });
});

describe('Markdown beside a page', () => {
  const pages = {
    '/': page('Home', { links: ['/a', '/b'] }),
    '/a': page('A', { head: '<link rel="alternate" type="text/markdown" href="/a.md">' }),
    '/b': page('B'),
    '/a.md': { headers: { 'content-type': 'text/markdown' }, body: '# A in Markdown' },
    '/b.md': { headers: { 'content-type': 'text/plain' }, body: '# B in Markdown' },
    '/only.md': { headers: { 'content-type': 'text/markdown' }, body: '# Only Markdown' },
    '/llms.txt': {
      headers: { 'content-type': 'text/plain' },
      body: '- [B](/b.md)\n- [Only](/only.md)',
    },
  };

  it('is the content, while address and id stay those of the page', async () => {
    await using site = await messySite(pages);

    const { paths, text } = await crawl(site);

    expect(paths).toEqual(['/', '/a', '/b', '/only.md']);
    expect(await text('/a')).toBe('# A in Markdown');
    expect(await text('/b')).toBe('# B in Markdown');
  });

  it('is found however the page writes its media type', async () => {
    const written = page('A', { head: '<LINK REL="Alternate" TYPE="TEXT/MARKDOWN" HREF="/a.md">' });
    await using site = await messySite({
      '/': page('Home', { links: ['/a', '/sent'] }),
      '/a': written,
      '/a.md': { headers: { 'content-type': 'Text/Markdown; charset=UTF-8' }, body: '# A' },
      '/sent': {
        headers: { link: '</sent.md>; rel=alternate; type="Text/Markdown"' },
        body: page('Sent'),
      },
      '/sent.md': { headers: { 'content-type': 'text/markdown' }, body: '# Sent' },
    });

    const { text } = await crawl(site);

    expect(await text('/a')).toBe('# A');
    expect(await text('/sent')).toBe('# Sent');
  });

  it('is left alone where the source says so, or where it is no Markdown', async () => {
    await using site = await messySite({ ...pages, '/a.md': page('Not found') });

    const never = await crawl(site, { markdown: 'never' });
    const auto = await crawl(site);

    expect(await never.text('/b')).toBe('B All about B.');
    expect(await auto.text('/a')).toBe('A All about A.');
  });
});

describe('what only JavaScript shows', () => {
  it('behind # is told once, and read as little as it can be', async () => {
    await using site = await messySite({
      '/': page('App', { links: ['#/guide', '/#/api', '/about', '#part'] }),
      '/about': page('About', { links: ['#/guide'] }),
    });

    const { notes, paths } = await crawl(site);

    expect(paths).toEqual(['/', '/about']);
    expect(notes).toEqual([expect.stringContaining('links such as #/guide lead to pages')]);
  });

  it('is told of a first page that leads nowhere and says next to nothing', async () => {
    await using site = await messySite({
      '/': '<div id="app">Loading…</div><script src="docsify.js"></script>',
    });

    expect((await crawl(site)).notes).toEqual([expect.stringContaining('next to no text')]);
  });

  it('is not suspected of a short page with links, nor of a site with a sitemap', async () => {
    await using linked = await messySite({ '/': page('Home', { links: ['/a'] }), '/a': page('A') });
    await using listed = await messySite({ '/': page('Home'), '/a': page('A') });
    listed.set('/sitemap.xml', sitemap(`${listed.url}/a`));

    expect((await crawl(linked)).notes).toEqual([]);
    expect((await crawl(listed)).notes).toEqual([]);
  });
});

describe('limits', () => {
  it('max_pages stops the walk, says so and downgrades coverage', async () => {
    const links = Array.from({ length: 30 }, (_, index) => `/${index}`);
    await using site = await messySite({ '/': page('Home', { links }) });
    for (const link of links) site.set(link, page(`Page ${link}`));

    const { paths, coverage, limits, failed } = await crawl(site, { max_pages: 10 });

    expect(paths).toEqual(['/', ...links.slice(0, 9)]);
    expect(coverage).toBe('changes');
    expect(limits).toEqual(['stopped at max_pages, 10 pages, with 21 more addresses found']);
    expect(failed).toEqual([]);
  });

  it('max_depth counts clicks', async () => {
    await using site = await messySite({
      '/': page('Home', { links: ['/a'] }),
      '/a': page('A', { links: ['/b'] }),
      '/b': page('B', { links: ['/c'] }),
    });

    const { paths, coverage, limits } = await crawl(site, { max_depth: 1 });

    expect(paths).toEqual(['/', '/a']);
    expect(coverage).toBe('changes');
    expect(limits).toEqual(['nothing beyond max_depth, 1 click, was visited']);
  });

  it('a calendar without an end is cut off', async () => {
    await using site = await messySite({
      '/': page('Home', { links: ['/day/1', '/a'] }),
      '/a': page('A'),
    });
    site.otherwise(({ url }) => {
      const day = Number(/\/day\/(\d+)$/.exec(url)?.[1]);
      return Number.isNaN(day)
        ? { status: 404 }
        : page(`Day ${day}`, { links: [`/day/${day + 1}`, `/day/${day + 2}`] });
    });

    const { paths, coverage, limits } = await crawl(site, { max_pages: 40 });

    expect(paths).toHaveLength(40);
    expect(paths).toContain('/a');
    expect(coverage).toBe('changes');
    expect(limits).toHaveLength(1);
  });
});

describe('what cannot be crawled', () => {
  it.each([
    [
      'robots.txt answers 503',
      { '/robots.txt': { status: 503 } },
      /host_stalled|robots_unavailable/,
    ],
    ['robots.txt answers 500', { '/robots.txt': { status: 500 } }, /robots_unavailable/],
    [
      'robots.txt forbids the seed',
      { '/robots.txt': { body: 'User-agent: *\nDisallow: /' } },
      /robots_disallow/,
    ],
    ['the seed is gone', { '/': { status: 404 } }, /seed_unreadable/],
    ['the seed answers 500', { '/': { status: 500 } }, /seed_unreadable/],
    [
      'the seed is an image',
      { '/': { headers: { 'content-type': 'image/png' }, body: 'x' } },
      /seed_unreadable/,
    ],
    [
      'the seed redirects for ever',
      { '/': { status: 302, headers: { location: '/' } } },
      /seed_unreadable/,
    ],
    [
      'the seed leads to a login',
      {
        '/': { status: 302, headers: { location: '/login' } },
        '/login': '<form><input type="password"></form>',
      },
      /login_required/,
    ],
  ] as const)('%s: the scope stops', async (_, pages, code) => {
    await using site = await messySite({ '/': page('Home'), ...pages });

    await expect(crawl(site)).rejects.toMatchObject({
      name: 'StopScopeError',
      code: expect.stringMatching(code),
    });
  });

  it('a robots.txt that answers 403 or 404 forbids nothing', async () => {
    await using site = await messySite({ '/': page('Home'), '/robots.txt': { status: 403 } });

    expect((await crawl(site)).paths).toEqual(['/']);
  });

  it('endless redirects, and pages over the size limit, fail alone', async () => {
    await using site = await messySite({
      '/': page('Home', { links: ['/loop', '/large', '/a'] }),
      '/a': page('A'),
      '/large': { body: `<p>${'x'.repeat(200_000)}</p>` },
    });
    let count = 0;
    site.set('/loop', () => ({ status: 302, headers: { location: `/loop?${count++}` } }));
    site.otherwise(({ url }) =>
      url.includes('/loop?')
        ? { status: 302, headers: { location: `/loop?${count++}` } }
        : { status: 404 },
    );

    const { failed, paths, coverage } = await crawl(site, { max_bytes: 100_000 });

    expect(failed).toEqual([
      ['/loop', 'too_many_redirects'],
      ['/large', 'too_large'],
    ]);
    expect(paths).toEqual(['/', '/a']);
    expect(coverage).toBe('changes');
  });

  it('secret headers go to the origin of the seed and to no other', async () => {
    await using other = await messySite({ '/': page('Other'), '/robots.txt': { status: 404 } });
    await using site = await messySite({ '/a': page('A') });
    site.set('/', page('Home', { links: ['/a', '/away'] }));
    site.set('/away', { status: 302, headers: { location: `${other.url}/` } });
    site.set('/robots.txt', { body: `Sitemap: ${other.url}/sitemap.xml` });

    await crawl(site, { headers: { 'X-Key': 'secret' } });

    const keys = (requests: typeof site.requests) =>
      requests.map(({ headers }) => headers['x-key']);
    expect(new Set(keys(site.requests))).toEqual(new Set(['secret']));
    expect(other.requests.length).toBeGreaterThan(0);
    expect(new Set(keys(other.requests))).toEqual(new Set([undefined]));
  });

  it('the answer for missing pages, given with a 200, is no document', async () => {
    await using site = await messySite({
      '/': page('Home', { links: ['/a', '/nowhere'] }),
      '/a': page('A'),
    });
    site.otherwise(({ url }) => page('Sorry', { text: `${new URL(url).pathname} is not here.` }));

    const { paths, failed, coverage } = await crawl(site);

    expect(paths).toEqual(['/', '/a']);
    expect(failed).toEqual([]);
    expect(coverage).toBe('everything');
  });
});

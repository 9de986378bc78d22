import { describe, expect, it } from 'vitest';
import { messySite, page, type SiteReply } from '../../support/messy-site.ts';
import { siteWorld } from './site-sync.ts';

const names = Array.from({ length: 12 }, (_, index) => `/p${index}`);

/** A front page with twelve pages, each under its own name. */
async function twelvePages() {
  const site = await messySite({ '/': page('Home', { links: names }) });
  for (const name of names) site.set(name, page(`Page ${name}`));
  return site;
}

describe('a second sync of a site', () => {
  it.each([true, false])('that did not change writes nothing (validators: %s)', async (etags) => {
    await using site = await messySite({ '/': page('Home', { links: ['/a'] }) }, { etags });
    site.set('/a', page('A', { links: ['/b'] }));
    site.set('/b', page('B'));
    const world = siteWorld(site);
    await world.sync();

    const { report } = await world.sync();

    expect(report).toMatchObject({ unchanged: 3, added: 0, updated: 0, writeCalls: 0, failed: 0 });
  });

  it('walks on behind a 304 by the links on record', async () => {
    await using site = await messySite({ '/': page('Home', { links: ['/a'] }) });
    site.set('/a', page('A', { links: ['/b'] }));
    site.set('/b', page('B'));
    const world = siteWorld(site);
    await world.sync();
    site.forget();
    site.set('/b', page('B', { text: 'Changed.' }));

    const { report } = await world.sync();

    expect(report).toMatchObject({ unchanged: 2, updated: 1 });
    expect(world.held()['/b']).toContain('Changed.');
    const conditional = site.requests.filter(({ headers }) => headers['if-none-match']);
    expect(conditional.map(({ path }) => path)).toEqual(['/', '/a', '/b']);
  });

  it('asks for no page whose date in the sitemap is the old one, until the week is over', async () => {
    await using site = await messySite({ '/': page('Home', { links: ['/a', '/b'] }) });
    const dates = { '/a': '2026-01-01', '/b': '2026-01-02', '/c': '2026-01-03' };
    const list = () =>
      Object.entries(dates)
        .map(([path, date]) => `<url><loc>${site.url}${path}</loc><lastmod>${date}</lastmod></url>`)
        .join('');
    site.set('/sitemap.xml', () => ({ body: `<urlset>${list()}</urlset>` }));
    for (const path of Object.keys(dates)) site.set(path, page(`Page ${path}`));
    const world = siteWorld(site);
    await world.sync();
    dates['/b'] = '2026-02-01';
    site.set('/a', page('A', { text: 'Changed in secret.' }));
    site.forget();

    const soon = await world.sync();
    const asked = site.requests.map(({ path }) => path);
    await world.clock.advance(8 * 24 * 60 * 60 * 1_000);
    const later = await world.sync();

    expect(asked).toContain('/b');
    expect(asked).not.toContain('/a');
    expect(soon.report).toMatchObject({ unchanged: 4, updated: 0 });
    expect(later.report).toMatchObject({ updated: 1 });
  });
});

describe('a page that was there', () => {
  it.each([
    404, 410,
  ])('and answers %s is removed at once, though it is still linked', async (status) => {
    await using site = await twelvePages();
    const world = siteWorld(site);
    await world.sync();
    site.set('/p3', { status });

    const { deleted, report } = await world.sync();

    expect(deleted).toEqual(['/p3']);
    expect(report.complete).toBe(true);
  });

  it('and has moved for good is removed; the page that it leads to is added', async () => {
    await using site = await twelvePages();
    const world = siteWorld(site);
    await world.sync();
    site.set('/p3', { status: 301, headers: { location: '/new' } });
    site.set('/new', page('New'));

    const { deleted } = await world.sync();

    expect(deleted).toEqual(['/p3']);
    expect(world.held()['/new']).toContain('New');
  });

  it('and is linked from nowhere stays while it answers, and goes when two walks agree', async () => {
    await using site = await twelvePages();
    const world = siteWorld(site);
    await world.sync();
    site.set('/', page('Home', { links: names.slice(1) }));

    const unlinked = [await world.sync(), await world.sync()];
    site.remove('/p0');
    const removed = [await world.sync(), await world.sync()];

    expect(unlinked.map(({ deleted }) => deleted)).toEqual([[], []]);
    expect(removed.map(({ deleted }) => deleted)).toEqual([[], ['/p0']]);
  });

  it('and asks not to be indexed any more is removed', async () => {
    await using site = await twelvePages();
    const world = siteWorld(site);
    await world.sync();
    const head = '<meta name="robots" content="noindex">';
    site.set('/p3', page('Page /p3', { head }));

    const { deleted, skipped } = await world.sync();

    expect(skipped).toEqual(['/p3']);
    expect(deleted).toEqual(['/p3']);
  });

  const login: SiteReply = '<h1>Sign in</h1><form><input type="password" name="p"></form>';
  const sorry = page('Sorry', { text: 'There is no such page.' });
  it.each<[string, SiteReply, string]>([
    ['answers 500', { status: 500 }, 'http_500'],
    ['answers 403', { status: 403 }, 'http_403'],
    ['shows nothing', '<html><body><script src="app.js"></script></body></html>', 'empty_page'],
    ['is empty', { body: '' }, 'no_page'],
    ["shows a gateway's error", page('502 Bad Gateway', { text: 'nginx' }), 'no_page'],
    ['shows what the site shows for missing pages', sorry, 'soft_404'],
    ['leads to a login', { status: 302, headers: { location: '/login' } }, 'login_required'],
    ['leads to the front page', { status: 301, headers: { location: '/' } }, 'soft_404'],
    [
      'leads out of the site for now',
      { status: 302, headers: { location: 'https://sso.example/' } },
      'moved_away',
    ],
    ['shows the text of another page', page('Page /p4'), 'same_text'],
    ['is an image now', { headers: { 'content-type': 'image/png' }, body: 'x' }, 'not_a_document'],
    ['redirects in a circle', { status: 302, headers: { location: '/p3' } }, 'redirect_loop'],
  ])('and %s keeps what was read of it, and is told', async (_, reply, code) => {
    await using site = await twelvePages();
    site.set('/login', login);
    site.otherwise(sorry);
    const world = siteWorld(site);
    await world.sync();
    const before = world.held();
    // Behind the page whose text it shows.
    site.set('/', page('Home', { links: [...names.slice(4), ...names.slice(0, 4)] }));
    site.set('/p3', reply);

    const runs = [await world.sync(), await world.sync(), await world.sync()];

    for (const { deleted, failed, report } of runs) {
      expect(deleted).toEqual([]);
      expect(failed).toEqual({ '/p3': code });
      expect(report.complete).toBe(false);
    }
    expect(world.held()['/p3']).toEqual(before['/p3']);
    site.set('/p3', page('Page /p3', { text: 'Well again.' }));
    expect((await world.sync()).report).toMatchObject({ updated: 1, complete: true });
  });
});

describe('a wall before the whole site, given with a 200', () => {
  const wall = (title: string, more = '') =>
    `<!doctype html><title>${title}</title><main><h1>${title}</h1>${more}</main>`;
  const notice = wall('Please come back later');
  const form = wall('Sign in', '<form><input type="password"></form>');

  it.each<[string, SiteReply, string]>([
    ['a notice, while missing pages answer 404', notice, 'same_text'],
    ['a login, while missing pages answer 404', form, 'login_required'],
  ])('%s: no page is overwritten, the first ones neither', async (_, reply, code) => {
    await using site = await twelvePages();
    const world = siteWorld(site);
    await world.sync();
    const before = world.held();
    for (const path of ['/', ...names]) site.set(path, reply);

    const runs = [await world.sync(), await world.sync()];

    for (const { deleted, failed, report } of runs) {
      expect(failed).toEqual(Object.fromEntries(['/', ...names].map((path) => [path, code])));
      expect(deleted).toEqual([]);
      expect(report).toMatchObject({ updated: 0, complete: false });
    }
    expect(world.held()).toEqual(before);
  });

  it('that stands before missing pages too leaves the first page as it was', async () => {
    await using site = await twelvePages();
    const world = siteWorld(site);
    await world.sync();
    const before = world.held();
    for (const path of ['/', ...names]) site.set(path, notice);
    site.otherwise(notice);

    const { deleted, failed } = await world.sync();

    expect(failed['/']).toBe('soft_404');
    expect(Object.keys(failed)).toHaveLength(13);
    expect(deleted).toEqual([]);
    expect(world.held()).toEqual(before);
  });

  it('and of which one page was cut off is not let in by the question for that page', async () => {
    await using site = await twelvePages();
    const world = siteWorld(site, {}, { isSlow: true });
    await world.sync();
    const before = world.held();
    for (const path of names.slice(0, 6)) site.set(path, notice);

    await world.sync({}, { stopAfter: 12 });
    const { failed } = await world.sync();

    expect(Object.keys(failed)).toContain('/p0');
    expect(world.held()).toEqual(before);
  });

  it('to which pages lead by a redirect for good, and that has no form, deletes none of them', async () => {
    await using site = await twelvePages();
    site.set('/login', page('Welcome', { text: 'Loading …' }));
    const world = siteWorld(site);
    await world.sync();
    const before = world.held();
    for (const path of names) site.set(path, { status: 301, headers: { location: '/login' } });

    const runs = [await world.sync(), await world.sync(), await world.sync()];

    for (const { deleted, failed } of runs) {
      expect(Object.keys(failed)).toHaveLength(12);
      expect(new Set(Object.values(failed))).toEqual(new Set(['login_required']));
      expect(deleted).toEqual([]);
    }
    expect(world.held()).toMatchObject(before);
  });
});

describe('a page that moves', () => {
  it('to an address such as logins have is kept, and that address is read too', async () => {
    await using site = await twelvePages();
    const world = siteWorld(site);
    await world.sync();
    site.set('/p3', { status: 301, headers: { location: '/guides/log-in' } });
    site.set('/guides/log-in', page('How to log in'));

    const runs = [await world.sync(), await world.sync()];

    for (const { deleted, failed } of runs) {
      expect(deleted).toEqual([]);
      expect(failed).toEqual({ '/p3': 'login_required' });
    }
    expect(world.held()['/guides/log-in']).toContain('How to log in');
  });

  it('to one about single sign-on is believed at once', async () => {
    await using site = await twelvePages();
    const world = siteWorld(site);
    await world.sync();
    site.set('/p3', { status: 301, headers: { location: '/guides/sso' } });
    site.set('/guides/sso', page('Single sign-on'));

    const { deleted, failed } = await world.sync();

    expect(failed).toEqual({});
    expect(deleted).toEqual(['/p3']);
  });
});

describe('a page that changes into a short one', () => {
  it('is updated when no other page shows the same', async () => {
    await using site = await twelvePages();
    const world = siteWorld(site);
    await world.sync();
    site.set('/', page('Home', { text: 'Changed.', links: names }));
    for (const path of names) site.set(path, page(`Page ${path}`, { text: 'Changed.' }));

    const { report, failed } = await world.sync();

    expect(failed).toEqual({});
    expect(report).toMatchObject({ updated: 13, complete: true });
  });

  it('and always asked for a password is updated', async () => {
    const account = (text: string) => `<h1>Account</h1><p>${text}</p><input type="password">`;
    await using site = await messySite({ '/': page('Home', { links: ['/account'] }) });
    site.set('/account', account('Before.'));
    const world = siteWorld(site);
    await world.sync();
    site.set('/account', account('After.'));

    expect((await world.sync()).report).toMatchObject({ updated: 1, failed: 0 });
  });

  it('and is what an application shows everywhere is updated', async () => {
    await using site = await messySite({ '/': page('App', { text: 'Before.' }) });
    site.otherwise(page('App', { text: 'Before.' }));
    const world = siteWorld(site);
    await world.sync();
    site.set('/', page('App', { text: 'After.' }));
    site.otherwise(page('App', { text: 'After.' }));

    expect((await world.sync()).report).toMatchObject({ updated: 1, failed: 0 });
  });
});

describe('lists that nobody names', () => {
  const guesses = ['/sitemap.xml', '/llms.txt'];

  it.each(
    guesses,
  )('a site that answers 500 to a guessed %s is read whole, and the run says so', async (guess) => {
    await using site = await twelvePages();
    site.set(guess, { status: 500 });
    const world = siteWorld(site);

    const runs = [await world.sync(), await world.sync()];

    for (const { failed, notes, report } of runs) {
      expect(failed).toEqual({});
      expect(report).toMatchObject({ documents: 13, complete: true });
      expect(notes).toEqual([expect.stringMatching(`${site.url}${guess} answered 500`)]);
    }
  });

  it('where a guess is answered with a page, nothing is told', async () => {
    await using site = await twelvePages();
    for (const guess of guesses) site.set(guess, page('Welcome'));

    expect(await siteWorld(site).sync()).toMatchObject({ failed: {}, notes: [] });
  });

  it('what lies only behind a guess that fails is not taken for deleted', async () => {
    await using site = await messySite({ '/': page('Home') });
    const list = `<urlset><url><loc>${site.url}/lonely</loc></url></urlset>`;
    site.set('/sitemap.xml', { headers: { 'content-type': 'text/xml' }, body: list });
    site.set('/lonely', page('Lonely'));
    const world = siteWorld(site);
    await world.sync();
    site.set('/sitemap.xml', { status: 500 });

    const runs = [await world.sync(), await world.sync(), await world.sync()];

    for (const { deleted, report } of runs) {
      expect(deleted).toEqual([]);
      expect(report.complete).toBe(false);
    }
    expect(Object.keys(world.held())).toEqual(['/', '/lonely']);
  });

  it('one that robots.txt names must answer', async () => {
    await using site = await twelvePages();
    site.set('/robots.txt', { body: `Sitemap: ${site.url}/list.xml` });
    site.set('/list.xml', { status: 500 });

    const { failed, report } = await siteWorld(site).sync();

    expect(failed).toEqual({ part: 'sitemap_unavailable' });
    expect(report.complete).toBe(false);
  });

  it.each<[string, string, string]>([
    ['/sitemap.xml', '<urlset><url><loc>URL/p0</loc></url></urlset>', 'sitemap_unavailable'],
    ['/llms.txt', '- [P0](URL/p0)', 'http_500'],
  ])('a %s that was there before is missed when it fails, not when it is gone', async (guess, body, code) => {
    await using site = await twelvePages();
    const headers = { 'content-type': 'text/plain' };
    site.set(guess, { headers, body: body.replace('URL', site.url) });
    const world = siteWorld(site);
    await world.sync();
    site.set(guess, { status: 500 });
    const failing = await world.sync();
    site.remove(guess);
    const gone = await world.sync();
    site.set(guess, { status: 500 });
    const guessed = await world.sync();

    expect(failing.failed).toEqual({ part: code });
    expect(failing.report.complete).toBe(false);
    expect(gone.report.complete).toBe(true);
    expect(guessed.report.complete).toBe(true);
  });
});

describe('a site in trouble', () => {
  it('that refuses one page again and again is read all the same', async () => {
    const many = Array.from({ length: 40 }, (_, index) => `/p${index}`);
    await using site = await messySite({ '/': page('Home', { links: many }) });
    for (const name of many) site.set(name, page(`Page ${name}`));
    const world = siteWorld(site);
    await world.sync();
    site.set('/p3', { status: 429, headers: { 'retry-after': '1' } });

    const { deleted, failed, report } = await world.sync();

    expect(failed).toEqual({ '/p3': 'http_429' });
    expect(deleted).toEqual([]);
    expect(report).toMatchObject({ unchanged: 40, complete: false });
  });

  it('half of which answers 500 loses nothing, and the run is not complete', async () => {
    await using site = await twelvePages();
    const world = siteWorld(site);
    await world.sync();
    const before = world.held();
    for (const name of names.slice(0, 6)) site.set(name, { status: 500 });

    const runs = [await world.sync(), await world.sync()];

    for (const { deleted, failed, report } of runs) {
      expect(deleted).toEqual([]);
      expect(Object.keys(failed).toSorted()).toEqual(names.slice(0, 6).toSorted());
      expect(report).toMatchObject({ failed: 6, deleted: 0, held: 0, complete: false });
    }
    expect(world.held()).toEqual(before);
  });

  it('whose index page fails is still walked by the links on record', async () => {
    await using site = await messySite({ '/': page('Home', { links: ['/list'] }) });
    site.set('/list', page('List', { links: ['/a', '/b'] }));
    site.set('/a', page('A'));
    site.set('/b', page('B'));
    const world = siteWorld(site);
    await world.sync();
    site.set('/list', { status: 500 });
    site.set('/b', page('B', { text: 'Changed.' }));

    const { report, deleted } = await world.sync();

    expect(report).toMatchObject({ updated: 1, failed: 1, held: 0 });
    expect(deleted).toEqual([]);
  });

  it.each<[string, (site: Awaited<ReturnType<typeof twelvePages>>) => void, string]>([
    ['robots.txt fails', (site) => site.set('/robots.txt', { status: 500 }), 'robots_unavailable'],
    ['the front page is gone', (site) => site.remove('/'), 'seed_unreadable'],
    [
      'robots.txt forbids everything',
      (site) => site.set('/robots.txt', { body: 'User-agent: *\nDisallow: /' }),
      'robots_disallow',
    ],
  ])('where %s loses nothing', async (_, spoil, code) => {
    await using site = await twelvePages();
    const world = siteWorld(site);
    await world.sync();
    spoil(site);

    const runs = [await world.sync(), await world.sync()];

    for (const { deleted, stopped, report } of runs) {
      expect(deleted).toEqual([]);
      expect(stopped).toBe(code);
      expect(report.complete).toBe(false);
    }
    expect(Object.keys(world.held())).toHaveLength(13);
  });

  it('that is cut off by max_pages loses nothing that lies behind, and says so', async () => {
    await using site = await twelvePages();
    const world = siteWorld(site);
    await world.sync();

    const runs = [await world.sync({ max_pages: 5 }), await world.sync({ max_pages: 5 })];

    for (const { deleted, limits, report } of runs) {
      expect(deleted).toEqual([]);
      expect(limits).toHaveLength(1);
      expect(report).toMatchObject({ held: 0, complete: true });
    }
    expect(Object.keys(world.held())).toHaveLength(13);
  });

  it('many pages of one text are indexed a few times and no more', async () => {
    await using site = await twelvePages();
    for (const name of names) site.set(name, page('Loading', { text: 'Please wait.' }));

    const { report, skipped } = await siteWorld(site).sync();

    expect(report).toMatchObject({ added: 6, skipped: 7, complete: true });
    expect(skipped).toEqual(names.slice(5));
  });
});

import { describe, expect, it } from 'vitest';
import { collect } from '../../support/collect.ts';
import { user } from '../../support/fake-graph/state.ts';
import { app } from '../../support/fake-graph/token-endpoint.ts';
import { serveFetch } from '../../support/serve-fetch.ts';
import { sharepointSource, siteUrl } from './sharepoint-source.ts';
import { openSharePoint } from './sharepoint-world.ts';

describe('a federated token of GitHub Actions', () => {
  /** The endpoint of a runner, as GitHub documents it. */
  const serveOidc = (seen: Request[]) =>
    serveFetch(async (request) => {
      seen.push(request);
      const isGood =
        request.headers.get('authorization') === 'Bearer runner-token' &&
        new URL(request.url).searchParams.get('audience') === 'api://AzureADTokenExchange';
      return isGood
        ? Response.json({ count: 1, value: app.federated })
        : Response.json({ message: 'no' }, { status: 403 });
    });

  it('is asked for with the audience of Entra, anew for each exchange, and not shown to Graph', async () => {
    const { fake, state, drive } = await openSharePoint();
    state.addItem(drive, { name: 'a.md' });
    const seen: Request[] = [];
    await using oidc = await serveOidc(seen);
    const url = `${oidc.url}/idtoken/run?api-version=2.0`;
    const source = sharepointSource(fake, {
      public: true,
      federated: { request_url: url, request_token: 'runner-token' },
    });

    const first = await collect(source.scopes());
    fake.tokens.good.clear();
    const second = await collect(source.scopes());

    expect([first.length, second.length, fake.tokens.count]).toEqual([1, 1, 2]);
    expect(seen.map(({ url: asked }) => asked)).toEqual([
      `${url}&audience=api%3A%2F%2FAzureADTokenExchange`,
      `${url}&audience=api%3A%2F%2FAzureADTokenExchange`,
    ]);
    const shown = fake.requests.map((one) => one.headers.get('authorization') ?? '');
    expect(shown.join()).not.toContain('runner-token');
  });

  it('says which right the job lacks when none is given out', async () => {
    const { fake } = await openSharePoint();
    await using oidc = await serveOidc([]);
    const source = sharepointSource(fake, {
      federated: { request_url: `${oidc.url}/x?api-version=2.0`, request_token: 'other' },
    });

    await expect(collect(source.scopes())).rejects.toMatchObject({
      code: 'federated_token_refused',
      hint: expect.stringContaining('id-token: write'),
    });
  });
});

describe('signing in', () => {
  it('goes on for the others when the one who asked first gives up', async () => {
    const { fake, state, drive, sync, connect } = await openSharePoint();
    for (const name of ['a.md', 'b.md']) state.addItem(drive, { name, text: name });
    const source = connect();
    const [one, two] = (await sync(source)).items;
    fake.tokens.good.clear();
    const hasty = new AbortController();
    const { exchange } = fake.tokens;
    fake.tokens.exchange = (body) => {
      hasty.abort();
      return exchange(body);
    };

    const first = one?.load?.(hasty.signal).catch(() => 'gave up');
    const second = two?.load?.(new AbortController().signal);

    expect(await first).toBeDefined();
    expect(await second).toMatchObject({ as: 'bytes', name: 'b.md' });
  });
});

describe('a download', () => {
  it('whose address is refused fails alone, and accuses no credentials', async () => {
    const { fake, state, drive, sync, load } = await openSharePoint();
    state.addItem(drive, { name: 'a.md', text: 'a' });
    const { items } = await sync();
    fake.traps.deadDownloads = true;

    await expect(load(items[0])).rejects.toMatchObject({
      name: 'RetryError',
      code: 'download_refused',
      message: expect.not.stringContaining('tempauth'),
    });
  });
});

describe('a delta token that expired', () => {
  it('costs a new listing also where the address to begin at is none of Graph', async () => {
    const { fake, state, drive, sync } = await openSharePoint();
    state.addItem(drive, { name: 'a.md' });
    await sync();
    fake.expireTokens();
    fake.traps.strangeLocation = true;

    const { rescans, names, coverages, errors } = await sync();

    expect([rescans, names, coverages, errors]).toEqual([1, ['a.md'], ['everything'], []]);
  });

  it('is followed by two listings, for what was deleted meanwhile is only absent', async () => {
    const { fake, state, drive, sync } = await openSharePoint();
    state.addItem(drive, { name: 'a.md' });
    await sync();
    fake.expireTokens();

    const coverages = [await sync(), await sync(), await sync()].map((one) => one.coverages);

    expect(coverages).toEqual([['everything'], ['everything'], ['changes']]);
  });
});

describe('folders', () => {
  it('are known through what is no folder, such as a notebook', async () => {
    const { state, drive, sync } = await openSharePoint({ folders: ['Policies'] });
    const policies = state.addItem(drive, { name: 'Policies', isFolder: true });
    const notebook = state.addItem(drive, {
      name: 'Notes',
      parent: policies.id,
      facets: { package: { type: 'oneNote' } },
    });
    state.addItem(drive, { name: 'in it.txt', parent: notebook.id });

    expect((await sync()).names).toEqual(['Notes', 'in it.txt']);
  });

  it.each([
    [{ folders: ['Policies'] }],
    [{ exclude_folders: ['Archive'] }],
  ])('that cannot be seen make what lies in them fail with %j, and neither show nor delete it', async (config) => {
    const { fake, state, drive, sync } = await openSharePoint(config);
    const policies = state.addItem(drive, { name: 'Policies', isFolder: true });
    const notebook = state.addItem(drive, {
      name: 'Notes',
      parent: policies.id,
      facets: { package: { type: 'oneNote' } },
    });
    const inside = state.addItem(drive, { name: 'in it.txt', parent: notebook.id });
    await sync();
    fake.refused.set(`/items/${notebook.id}`, { status: 404, code: 'itemNotFound' });
    state.editItem(drive, inside.id, { text: 'new' });

    const { gone, names, failed, events } = await sync();

    expect([gone, names]).toEqual([[], ['Notes']]);
    expect(failed).toMatchObject([{ code: 'unknown_folder' }]);
    expect(events).toContainEqual(
      expect.objectContaining({ is: 'failed', id: `${drive.id}/${inside.id}` }),
    );
  });

  it('that are renamed while everything is listed are followed', async () => {
    const { fake, state, drive, connect, cursors, sync } = await openSharePoint({ page_size: 3 });
    const plans = state.addItem(drive, { name: 'Plans', isFolder: true });
    for (const name of ['a.md', 'b.md', 'c.md']) state.addItem(drive, { name, parent: plans.id });
    const source = connect();
    for await (const scope of source.scopes()) {
      for await (const event of source.read(scope, undefined, async () => undefined)) {
        if (event.is !== 'mark') continue;
        cursors.set(scope.id, event.cursor);
        break;
      }
    }
    plans.name = 'Plans of 2026';
    fake.traps.toldAgain = plans.id;

    const { items } = await sync();

    const placeOf = (title: string) => items.findLast((item) => item.title === title)?.breadcrumb;
    expect(placeOf('a.md')?.at(-1)).toBe('Plans of 2026');
  });

  it('that are gone when they are listed end nothing', async () => {
    const { fake, state, drive, sync } = await openSharePoint();
    await sync();
    const folder = state.addItem(drive, { name: 'Short-lived', isFolder: true });
    state.addItem(drive, { name: 'a.md' });
    fake.refused.set(`/items/${folder.id}/children`, { status: 404, code: 'itemNotFound' });

    const { names, errors } = await sync();

    expect([names, errors]).toEqual([['a.md'], []]);
  });

  it('of another drive that a shortcut leads to are not entered', async () => {
    const { fake, state, drive, sync } = await openSharePoint();
    await sync();
    const shortcut = state.addItem(drive, {
      name: 'Shared with me',
      isFolder: true,
      facets: { remoteItem: { id: 'x', folder: {} } },
    });

    const { skipped, errors } = await sync();

    expect([skipped, errors]).toEqual([{ 'Shared with me': 'shortcut' }, []]);
    expect(fake.log.filter((line) => line.includes(`${shortcut.id}/children`))).toEqual([]);
  });
});

describe('readers', () => {
  const readerOf = (item: { readonly acl?: unknown } | undefined) => item?.acl;

  it('follow each change of a folder, although a listing calls all that lies in it shared', async () => {
    const { fake, state, drive, sync } = await openSharePoint({ public: false });
    fake.tokens.roles = ['Sites.FullControl.All'];
    const top = state.addItem(drive, { name: 'Team', isFolder: true, permissions: [user('ada')] });
    const below = state.addItem(drive, { name: 'Deep', isFolder: true, parent: top.id });
    state.addItem(drive, { name: 'a.md', parent: top.id });
    state.addItem(drive, { name: 'b.md', parent: below.id });
    await sync();
    const seen: unknown[] = [];
    for (const name of ['bob', 'carol', 'dave']) {
      state.editItem(drive, top.id, { permissions: [user(name)] });
      const { items } = await sync();
      seen.push(
        items.map(({ title, acl }) => [title, acl?.kind === 'restricted' && acl.allOf[0]?.[0]?.id]),
      );
    }

    expect(seen).toEqual(
      ['bob', 'carol', 'dave'].map((name) => [
        ['a.md', name],
        ['b.md', name],
      ]),
    );
  });

  it('of two sites are never taken for each other, although their groups have the same number', async () => {
    const { state, site, sync } = await openSharePoint({
      public: false,
      sites: [siteUrl, `${siteUrl}2`],
      users: ['eve'],
    });
    const members = [{ id: 'm', roles: ['read'], grantedToV2: { siteGroup: { id: '5' } } }];
    const other = state.addSite('/sites/handbook2', 'Second');
    const drives = [
      [...state.drives.values()].find(({ siteId }) => siteId === site.id),
      state.addDrive({ name: 'Documents', siteId: other.id }),
      state.addDrive({ name: 'OneDrive', user: 'eve' }),
    ];
    for (const one of drives) one && state.addItem(one, { name: 'a.md', permissions: members });

    const { items } = await sync();

    const ids = items.map((item) => JSON.stringify(readerOf(item)));
    expect([items.length, new Set(ids).size]).toEqual([3, 3]);
    expect(ids[0]).toContain(`site:${site.id.split(',')[1]}:5`);
  });

  it('are not those who may only pass through', async () => {
    const { state, drive, sync } = await openSharePoint({ public: false });
    state.addItem(drive, {
      name: 'a.md',
      permissions: [
        user('ada'),
        { ...user('bob'), roles: ['SP.Limited Access'] },
        { ...user('carol'), roles: ['sp.web-only limited access'] },
        { id: 'none', roles: [], grantedToV2: { user: { id: 'dan' } } },
      ],
    });

    const { items } = await sync();

    expect(items[0]?.acl).toMatchObject({ allOf: [[{ id: 'ada' }]] });
  });

  it('that are not as documented count as none, and end nothing', async () => {
    const { state, drive, sync } = await openSharePoint({ public: false });
    const odd: unknown = { id: 7, roles: 'read', grantedToV2: { user: { id: 'mallory' } } };
    state.addItem(drive, {
      name: 'a.md',
      // What the service would have to get wrong.
      permissions: [user('ada'), odd as ReturnType<typeof user>],
    });

    const { items, errors } = await sync();

    expect(errors).toEqual([]);
    expect(items[0]?.acl).toMatchObject({ allOf: [[{ id: 'ada' }]] });
  });
});

describe('one site of several', () => {
  it.each([
    [400, 'invalidRequest'],
    [500, 'generalException'],
  ])('that answers with %i fails by itself', async (status, code) => {
    const { fake, state, drive, sync } = await openSharePoint({
      sites: [`${siteUrl}-bad`, siteUrl],
      // It may be a list of the one that cannot be opened, so nobody calls it missing.
      lists: ['FAQ'],
    });
    state.addItem(drive, { name: 'a.md' });
    fake.refused.set('/sites/handbook-bad', { status, code });

    const { names, errors } = await sync();

    expect(names).toEqual(['a.md']);
    expect(errors).toMatchObject([{ message: expect.stringContaining(String(status)) }]);
  });

  it('may have a library with an odd address', async () => {
    const { state, drive, sync } = await openSharePoint();
    drive.webUrl = 'https://contoso.sharepoint.com/sites/handbook/100% done';
    state.addItem(drive, { name: 'a.md' });

    expect((await sync()).names).toEqual(['a.md']);
  });
});

describe('waiting', () => {
  it('lasts until the date that Retry-After names', async () => {
    const { fake, state, drive, clock, sync } = await openSharePoint();
    state.addItem(drive, { name: 'a.md' });
    // By the clock of the service, which answers name too.
    fake.throttle = { count: 1, retryAfter: new Date(Date.now() + 42_000).toUTCString() };

    expect((await sync()).names).toEqual(['a.md']);
    expect(clock.sleeps.some((ms) => ms > 40_000 && ms < 45_000)).toBe(true);
  });
});

describe('a file', () => {
  it('without a byte is skipped; old sheets come as the PDF that the service makes of them', async () => {
    const { fake, state, drive, sync, load } = await openSharePoint();
    state.addItem(drive, { name: 'empty.docx' });
    const old = state.addItem(drive, { name: 'old.xls', text: 'x' });

    const { skipped, items } = await sync();
    await load(items.find(({ title }) => title === 'old.xls')).catch(() => undefined);

    expect(skipped).toEqual({ 'empty.docx': 'empty' });
    expect(fake.log.some((line) => line.includes(`${old.id}/content?format=pdf`))).toBe(true);
  });
});

describe('a page', () => {
  it('of a library without versions is read again when it changes, and not for a draft', async () => {
    const { state, site, sync } = await openSharePoint({ libraries: false });
    const list = state.addList({ siteId: site.id, name: 'Pages', template: 'webPageLibrary' });
    const page = state.addListItem(list, { fields: { Title: 'A', _UIVersionString: '1.0' } });
    const first = await sync();
    state.editListItem(list, page.id, {});
    const second = await sync();
    state.editListItem(list, page.id, { fields: { Title: 'B', _UIVersionString: '1.1' } });
    const drafted = await sync();

    expect(second.items[0]?.version).not.toBe(first.items[0]?.version);
    expect(drafted.items[0]).toMatchObject({ version: second.items[0]?.version, title: 'A' });
  });

  it('in a folder that was deleted is found missing by two listings', async () => {
    const { state, site, sync } = await openSharePoint({ libraries: false });
    const list = state.addList({ siteId: site.id, name: 'Pages', template: 'webPageLibrary' });
    const folder = state.addListItem(list, {
      name: 'News',
      contentType: { id: '0x0120', name: 'Folder' },
    });
    const page = state.addListItem(list, { fields: { Title: 'A', _UIVersionString: '1.0' } });
    await sync();
    page.isDeleted = true;
    state.editListItem(list, folder.id, { isDeleted: true });

    const coverages = [await sync(), await sync(), await sync()].map((one) => one.coverages);

    expect(coverages).toEqual([['everything'], ['everything'], ['changes']]);
  });
});

describe('national clouds', () => {
  it.each([
    ['https://graph.microsoft.us', 'https://login.microsoftonline.us'],
    ['https://dod-graph.microsoft.us/v1.0', 'https://login.microsoftonline.us'],
    ['https://microsoftgraph.chinacloudapi.cn/', 'https://login.partner.microsoftonline.cn'],
    ['https://graph.microsoft.com', 'https://login.microsoftonline.com'],
    ['https://proxy.example.com/graph', 'https://login.microsoftonline.com'],
  ])('sign in where %s does', async (base_url, authority) => {
    const { options } = await import('../../../connectors/sharepoint/options.ts');
    const config = options.parse({ base_url, token: 'x', sites: [siteUrl] });
    expect(config.authority).toBe(authority);
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding, Source } from '#core/connector.ts';
import { unitsOf } from '../../../connectors/sharepoint/unit-pace.ts';
import { collect } from '../../support/collect.ts';
import { selfSigned } from '../../support/fake-graph/self-signed.ts';
import { user } from '../../support/fake-graph/state.ts';
import { app } from '../../support/fake-graph/token-endpoint.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { sharepointSource, siteUrl } from './sharepoint-source.ts';
import { openSharePoint } from './sharepoint-world.ts';

describe('signing in', () => {
  it('proves itself by a certificate, a federated token of a file, and a ready token', async () => {
    const { fake, state, drive } = await openSharePoint();
    state.addItem(drive, { name: 'a.md' });
    using folder = temporaryFolder();
    const own = selfSigned();
    fake.tokens.publicKey = own.publicKey;
    writeFileSync(join(folder.path, 'app.pem'), own.pem);
    writeFileSync(join(folder.path, 'token'), `${app.federated}\n`);
    fake.tokens.good.add('ready');
    const ways = [
      { certificate_file: 'app.pem' },
      { federated: { token_file: 'token' } },
      { token: 'ready' },
    ];
    for (const way of ways) {
      const source = sharepointSource(fake, { ...way, public: true }, { folder: folder.path });
      expect(await collect(source.scopes()), JSON.stringify(way)).toHaveLength(1);
    }
    expect(fake.tokens.count).toBe(2);
  });

  it('asks for one new token when one is refused, and for none while it lasts', async () => {
    const { fake, sync, connect } = await openSharePoint();
    const source = connect();
    await sync(source);
    fake.tokens.good.clear();

    const { errors } = await sync(source);
    await sync(source);

    expect([errors, fake.tokens.count]).toEqual([[], 2]);
  });

  it.each([
    [{ client_secret: 'wrong' }, 'token_refused', /Take its value, not its id/],
    [{ client_id: 'other' }, 'token_refused', /no app of this client_id/],
    [{ tenant_id: 'nowhere' }, 'token_refused', /no such tenant/],
  ])('says what to do about %j', async (config, code, hint) => {
    const { connect } = await openSharePoint();
    const source = connect(config);
    await expect(collect(source.scopes())).rejects.toMatchObject({
      code,
      hint: expect.stringMatching(hint),
    });
  });

  it.each([
    [{ client_secret: undefined }, /there are no credentials/],
    [{ tenant_id: undefined }, /tenant_id: is missing/],
    [{ sites: [] }, /name at least one site/],
    [{ sites: ['handbook'] }, /write the address of a site/],
    [{ site: 'x' }, /sites/],
    [{ federated: {} }, /several credentials|write token_file/],
  ])('refuses the config %j', async (config, message) => {
    const { fake } = await openSharePoint();
    expect(() => sharepointSource(fake, config)).toThrow(message);
  });
});

describe('throttling', () => {
  it('waits as long as Retry-After says, for all requests together', async () => {
    const { fake, state, drive, clock, sync } = await openSharePoint();
    state.addItem(drive, { name: 'a.md' });
    fake.throttle = { count: 2, retryAfter: '11' };

    const { names, errors } = await sync();

    expect([names, errors]).toEqual([['a.md'], []]);
    expect(clock.sleeps.filter((ms) => ms >= 10_000 && ms <= 11_000).length).toBeGreaterThan(0);
  });

  it('goes slower when the answers say that units run out, before it is refused', async () => {
    const { fake, state, drive, clock, sync } = await openSharePoint({
      page_size: 1,
      concurrency: 1,
    });
    for (let at = 0; at < 40; at += 1) state.addItem(drive, { name: `${at}.md` });
    fake.traps.unitLimit = 40;
    const sleep = clock.sleep.bind(clock);
    // The window is over when its time has passed.
    let windowEnds = clock.now() + 7_000;
    clock.sleep = async (ms, signal) => {
      await sleep(ms, signal);
      if (clock.now() < windowEnds) return;
      windowEnds = clock.now() + 7_000;
      fake.units.window = 0;
    };

    const { items, errors } = await sync();

    expect([items.length, errors]).toEqual([40, []]);
    expect(fake.units.total).toBeGreaterThan(40);
    expect(fake.units.refusals).toBe(0);
  });

  it('does not wait while nobody asks it to', async () => {
    const { state, drive, clock, sync } = await openSharePoint({ page_size: 1 });
    for (let at = 0; at < 10; at += 1) state.addItem(drive, { name: `${at}.md` });

    await sync();

    expect(clock.sleeps).toEqual([]);
  });

  it('keeps to the units of the configuration', async () => {
    const { state, drive, clock, sync } = await openSharePoint({
      page_size: 1,
      units_per_minute: 60,
    });
    for (let at = 0; at < 10; at += 1) state.addItem(drive, { name: `${at}.md` });
    const startedAt = clock.now();

    await sync();

    expect(clock.now() - startedAt).toBeGreaterThanOrEqual(11_000);
  });

  it.each([
    ['drives/d/root/delta?$top=200', 2],
    ['drives/d/root/delta?token=x', 1],
    ["drives/d/root/delta(token='x')", 1],
    ['drives/d/items/i', 1],
    ['drives/d/items/i/content', 1],
    ['drives/d/items/i/permissions', 5],
    ['sites/s/lists', 2],
  ])('counts %s as %i', (path, units) => {
    expect(unitsOf({ url: `https://graph.microsoft.com/v1.0/${path}` })).toBe(units);
  });
});

describe('what there is to read', () => {
  it('leaves out system libraries, hidden lists and lists that nobody named', async () => {
    const { state, site, sync } = await openSharePoint({ lists: ['FAQ'] });
    state.addDrive({ name: 'Formatvorlagen', siteId: site.id, urlName: 'Style Library' });
    state.addDrive({ name: 'Loop', siteId: site.id, urlName: 'contentstorage/x' });
    state.addDrive({ name: 'Hold', siteId: site.id, isSystem: true });
    state.addList({ siteId: site.id, name: 'FAQ' });
    state.addList({ siteId: site.id, name: 'Other' });
    state.addList({ siteId: site.id, name: 'Site Pages', template: 'webPageLibrary' });

    expect((await sync()).scopes).toEqual([
      'Handbook / Documents',
      'Handbook / FAQ',
      'Handbook / Site Pages',
    ]);
  });

  it('reads subsites and OneDrives where they are wanted', async () => {
    const { state, site, sync, connect } = await openSharePoint();
    const below = state.addSite('/sites/handbook/team', 'Team', site.id);
    state.addDrive({ name: 'Files', siteId: below.id });
    state.addDrive({ name: 'OneDrive', user: 'ada@example.com' });

    const plain = await sync();
    const wide = await sync(
      connect({ sites: [siteUrl], subsites: true, users: ['Ada@example.com'] }),
    );

    expect(plain.scopes).toEqual(['Handbook / Documents']);
    expect(wide.scopes).toEqual([
      'Handbook / Documents',
      'Team / Files',
      'OneDrive of ada@example.com',
    ]);
  });

  it('keeps what a site held that disappears, says so, and goes on with the others', async () => {
    const config = { sites: [siteUrl, 'https://contoso.sharepoint.com/sites/other'] };
    const { state, site, drive, sync } = await openSharePoint(config);
    const other = state.addSite('/sites/other', 'Other');
    const second = state.addDrive({ name: 'Documents', siteId: other.id });
    state.addItem(drive, { name: 'a.md' });
    state.addItem(second, { name: 'b.md' });
    await sync();
    state.sites.delete(site.id);
    state.editItem(second, [...second.items.keys()][1] ?? '', { text: 'new' });

    const { errors, names, gone } = await sync();

    expect(errors).toMatchObject([
      { code: 'not_found', message: expect.stringContaining('/sites/handbook') },
    ]);
    expect([names, gone]).toEqual([['b.md'], []]);
  });

  it('says which library or list of the configuration no site shows', async () => {
    const { errors } = await (
      await openSharePoint({ libraries: ['Plans'], lists: ['FAQ'] })
    ).sync();
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringContaining('library named "Plans"'),
      expect.stringContaining('list named "FAQ"'),
    ]);
  });

  it('says why a file is not read', async () => {
    const { state, drive, sync } = await openSharePoint({ max_file_bytes: 10 });
    state.addItem(drive, { name: 'virus.docx', facets: { malware: { description: 'x' } } });
    state.addItem(drive, { name: 'Notes', facets: { package: { type: 'oneNote' } } });
    state.addItem(drive, { name: 'Link', facets: { remoteItem: { id: 'x' } } });
    state.addItem(drive, { name: 'photo.jpg', mimeType: 'image/jpeg' });
    state.addItem(drive, { name: 'large.md', text: 'more than ten bytes' });

    expect((await sync()).skipped).toEqual({
      'virus.docx': 'malware',
      Notes: 'package',
      Link: 'shortcut',
      'photo.jpg': 'binary',
      'large.md': 'too_large',
    });
  });

  it('takes slides as the PDF that the service makes of them, from an address that sees no token', async () => {
    const { fake, state, drive, sync, load } = await openSharePoint();
    const converted = new TextEncoder().encode('%PDF-');
    state.addItem(drive, { name: 'deck.pptx', text: 'PK', converted });

    const { items } = await sync();
    const content = await load(items[0]);

    expect(content).toMatchObject({ mediaType: 'application/pdf', name: 'deck.pptx.pdf' });
    expect(fake.log.at(-2)).toContain('/content?format=pdf');
    expect(fake.log.at(-1)).toBe('GET storage');
    expect(fake.requests.every(({ url }) => !url.includes('downloadUrl'))).toBe(true);
  });

  it('lets one item that is not as documented fail alone, with its id', async () => {
    const { state, drive, sync } = await openSharePoint();
    state.addItem(drive, { name: 'good.md' });
    const bad = state.addItem(drive, { name: 'bad.md', facets: { size: 'large' } });

    const { names, events } = await sync();

    expect(names).toEqual(['good.md']);
    expect(events).toContainEqual(
      expect.objectContaining({ is: 'failed', id: `${drive.id}/${bad.id}` }),
    );
  });
});

describe('readers', () => {
  const closed = { public: false };

  it('are those who are named, not whoever has a link', async () => {
    const { state, site, drive, sync } = await openSharePoint(closed);
    const everyone = { siteUser: { loginName: 'c:0-.f|rolemanager|spo-grid-all-users/TENANT' } };
    state.addItem(drive, {
      name: 'a.md',
      permissions: [
        user('Ada'),
        { id: 'g', roles: ['read'], grantedToV2: { group: { id: 'G1' } } },
        { id: 's', roles: ['read'], grantedToV2: { siteGroup: { id: '5' } } },
        { id: 'e', roles: ['read'], grantedToV2: everyone },
        { id: 'o', roles: ['read'], link: { scope: 'organization', type: 'view' } },
        {
          id: 'l',
          roles: ['read'],
          link: { scope: 'users', type: 'view' },
          grantedToIdentitiesV2: [{ user: { id: 'bob' } }],
        },
        { ...user('late'), expirationDateTime: '2020-01-01T00:00:00Z' },
      ],
    });

    const { items } = await sync();

    expect(items[0]?.acl).toEqual({
      kind: 'restricted',
      allOf: [
        [
          { source: 'sharepoint', kind: 'domain', id: 'tenant' },
          { source: 'sharepoint', kind: 'group', id: 'g1' },
          { source: 'sharepoint', kind: 'group', id: `site:${site.id.split(',')[1]}:5` },
          { source: 'sharepoint', kind: 'user', id: 'ada', email: 'ada@example.com' },
          { source: 'sharepoint', kind: 'user', id: 'bob' },
        ],
      ],
    });
  });

  it('are asked for twenty at a time, again where haste was refused, and not twice', async () => {
    const { fake, state, drive, clock, sync } = await openSharePoint(closed);
    for (let at = 0; at < 30; at += 1) state.addItem(drive, { name: `${at}.md` });
    fake.traps.busyMembers = 5;
    const first = await sync();
    const asked = fake.log.filter((line) => line.includes('$batch')).length;
    fake.log.length = 0;
    state.editItem(drive, [...drive.items.keys()][1] ?? '', { text: 'new' });

    const second = await sync();

    expect(first.items.every(({ acl }) => acl?.kind === 'restricted')).toBe(true);
    expect([asked, clock.sleeps.includes(2_000)]).toEqual([3, true]);
    expect(second.items[0]?.acl).toEqual(first.items[0]?.acl);
    expect(fake.log.filter((line) => line.includes('$batch'))).toEqual([]);
  });

  it('come with the changes for an app with full control: of a file, and of a folder for all in it', async () => {
    const { fake, state, drive, sync } = await openSharePoint(closed);
    fake.tokens.roles = ['Sites.FullControl.All'];
    const folder = state.addItem(drive, { name: 'Team', isFolder: true });
    const file = state.addItem(drive, { name: 'own.md', permissions: [user('ada')] });
    for (const name of ['a.md', 'b.md', 'c.md']) state.addItem(drive, { name, parent: folder.id });

    const first = await sync();
    const firstBatches = fake.log.filter((line) => line.includes('$batch')).length;
    state.editItem(drive, file.id, { permissions: [user('bob')] });
    const second = await sync();
    state.editItem(drive, folder.id, { permissions: [user('carol')] });
    const third = await sync();
    state.editItem(drive, folder.id, { permissions: [user('dave')] });
    const fourth = await sync();

    const readersOf = ({ items }: typeof first) =>
      Object.fromEntries(
        items.map(({ title, acl }) => [
          title,
          acl?.kind === 'restricted' ? acl.allOf[0]?.[0]?.id : acl,
        ]),
      );
    expect(readersOf(first)).toEqual({
      'own.md': 'ada',
      'a.md': 'owner',
      'b.md': 'owner',
      'c.md': 'owner',
    });
    expect(firstBatches).toBe(1);
    expect(readersOf(second)).toEqual({ 'own.md': 'bob' });
    expect(readersOf(third)).toEqual({
      'a.md': 'carol',
      'b.md': 'carol',
      'c.md': 'carol',
    });
    expect(readersOf(fourth)).toEqual({ 'a.md': 'dave', 'b.md': 'dave', 'c.md': 'dave' });
  });

  it('are asked for again in a folder that was moved', async () => {
    const { state, drive, sync } = await openSharePoint(closed);
    const team = state.addItem(drive, {
      name: 'Team',
      isFolder: true,
      permissions: [user('carol')],
    });
    const plans = state.addItem(drive, { name: 'Plans', isFolder: true });
    state.addItem(drive, { name: 'a.md', parent: plans.id });
    await sync();
    state.editItem(drive, plans.id, { parent: team.id });

    const { items } = await sync();

    expect(items).toMatchObject([{ title: 'a.md', acl: { allOf: [[{ id: 'carol' }]] } }]);
  });

  it('are unknown, and so nobody, where the service does not tell', async () => {
    const { fake, state, site, drive, sync } = await openSharePoint({ ...closed, lists: ['FAQ'] });
    state.addItem(drive, { name: 'a.md' });
    state.addListItem(state.addList({ siteId: site.id, name: 'FAQ' }), {
      fields: { Title: 'Why' },
    });
    fake.refused.set('/permissions', { status: 403, code: 'accessDenied' });

    const { items } = await sync();

    expect(items.map(({ title }) => title)).toEqual(['a.md', 'Why']);
    expect(items.at(-1)?.acl).toBeUndefined();
  });
});

async function findingsOf(source: Source): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for await (const finding of source.check?.() ?? []) found.push(finding);
  return found;
}

describe('twigkit doctor', () => {
  const findings = async (
    config: Parameters<typeof openSharePoint>[0],
    prepare?: (world: Awaited<ReturnType<typeof openSharePoint>>) => void,
  ) => {
    const world = await openSharePoint(config);
    prepare?.(world);
    return findingsOf(world.connect());
  };

  it('names the permissions of the token and tries each scope', async () => {
    const found = await findings({});
    expect(found.map(({ ok }) => ok)).not.toContain(false);
    expect(found.map(({ subject }) => subject)).toEqual([
      'sign in: Sites.Selected',
      'permission to read sites: Sites.Selected',
      'list what there is to read: 1 scope',
      'read Handbook / Documents',
    ]);
  });

  it('names the permission that is missing, and the site that was not granted', async () => {
    const found = await findings({}, ({ fake }) => {
      fake.tokens.roles = [];
      fake.refused.set('/sites/', { status: 403, code: 'accessDenied' });
    });
    expect(found.filter(({ ok }) => !ok)).toEqual([
      {
        ok: false,
        subject: 'permission to read sites',
        message: expect.stringMatching(/The token has none at all\. Add Sites\.Selected/),
      },
      {
        ok: false,
        subject: `read ${siteUrl}`,
        message: expect.stringMatching(/answered 403 .*Grant the app "read" on this site/),
      },
    ]);
  });

  it('says that readers cannot be read, and that a certificate ends', async () => {
    const pem = selfSigned({ endsAt: '260120000000Z' });
    const world = await openSharePoint({ public: false });
    world.fake.tokens.publicKey = pem.publicKey;
    world.fake.refused.set('$batch', { status: 403, code: 'accessDenied' });
    const source = sharepointSource(world.fake, { certificate: pem.pem }, { clock: world.clock });

    const bad = (await findingsOf(source)).filter(({ ok }) => !ok);

    expect(bad).toMatchObject([
      { subject: 'read the certificate', message: expect.stringContaining('2026-01-20') },
      { subject: 'read who may see what' },
    ]);
  });
});

import { describe, expect, it, onTestFinished } from 'vitest';
import type { Source, SourceEvent } from '#core/connector.ts';
import type { Json, JsonObject } from '#core/json.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { refusal } from '../../../connectors/google_drive/refusal.ts';
import { collect } from '../../support/collect.ts';
import { type FakeDriveOptions, serveFakeDrive } from '../../support/fake-drive/fake-drive.ts';
import {
  googleDoc,
  googleFolder,
  googleSheet,
  googleShortcut,
  googleSlides,
  userPermission,
} from '../../support/fake-drive/state.ts';
import { oauthApp, serviceAccount } from '../../support/fake-drive/token-endpoint.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { driveSource } from './drive-source.ts';

const reader = serviceAccount.client_email;
const ada = 'ada@example.com';
const bob = 'bob@example.com';

async function openDrive(config: JsonObject = {}, options: FakeDriveOptions = {}) {
  const fake = await serveFakeDrive(options);
  onTestFinished(() => fake[Symbol.asyncDispose]());
  const notebook = createMemoryNotebook();
  const clock = manualClock({ skips: true });
  const known = new Set<string>();
  const cursors = new Map<string, Json | undefined>();
  const connect = () => driveSource(fake, config, { notebook, clock });
  /** One sync: from the cursors of the last one, with what it announced on record. */
  const sync = async (source: Source = connect()) => {
    const events: SourceEvent[] = [];
    const scopes: string[] = [];
    for await (const scope of source.scopes()) {
      scopes.push(scope.id);
      const reading = source.read(scope, cursors.get(scope.id), async (id) =>
        known.has(id) ? { version: '1', validators: undefined } : undefined,
      );
      for await (const event of reading) {
        events.push(event);
        if (event.is === 'item') known.add(event.item.id);
        if (event.is === 'mark') cursors.set(scope.id, event.cursor);
      }
    }
    const items = events.flatMap((event) => (event.is === 'item' ? [event.item] : []));
    return {
      events,
      scopes,
      items,
      names: items.map(({ title }) => title).sort(),
      gone: events.flatMap((event) => (event.is === 'gone' ? [event.id] : [])),
      rescans: events.filter((event) => event.is === 'rescan').length,
      failed: events.flatMap((event) => (event.is === 'failed' ? [event.error] : [])),
    };
  };
  const cursorOf = (scope: string) => cursors.get(scope);
  return { fake, state: fake.state, clock, sync, connect, cursorOf };
}

const { signal } = new AbortController();

function checkOf(source: Source) {
  if (!source.check) throw new Error('The source has no check.');
  return source.check();
}

describe('what a Drive lists', () => {
  it('goes on through short and empty pages', async () => {
    const { fake, state, sync } = await openDrive();
    for (let at = 0; at < 7; at += 1) state.add({ name: `Note ${at}`, text: 'x' });
    fake.traps.pageCap = 2;
    fake.traps.emptyPages = true;

    const { items } = await sync();

    expect(items).toHaveLength(7);
  });

  it.each([
    'same',
    'new',
  ] as const)('refuses a listing and a change feed that never end (%s page)', async (endless) => {
    const { fake, state, sync } = await openDrive();
    state.add({ name: 'Note', text: 'x' });
    await sync();
    fake.traps.endlessChanges = endless;
    const feed = await sync().catch((error: unknown) => error);
    fake.traps.repeatedCursor = true;
    fake.expireTokens();
    const listing = await openAnother(fake).catch((error: unknown) => error);

    expect(feed).toMatchObject({ code: 'paging_loop' });
    expect(listing).toMatchObject({ code: 'paging_loop' });
  });

  it('covers no more than changes, and says so, where Google did not look everywhere', async () => {
    const { fake, state, connect } = await openDrive();
    state.add({ name: 'Note', mimeType: 'text/plain', text: 'x' });
    fake.traps.isIncomplete = true;
    const source = connect();
    const events: SourceEvent[] = [];
    const reading = source.read({ id: 'me', title: 'My Drive' }, undefined, async () => undefined);
    let step = await reading.next();
    for (; !step.done; step = await reading.next()) events.push(step.value);

    expect(step.value).toBe('changes');
    expect(events.map((event) => event.is)).toEqual(['item', 'failed']);
  });

  it('reads only what lies in the folders that are named, or below', async () => {
    const { state, sync, fake } = await openDrive({
      folders: ['https://drive.google.com/drive/folders/1top'],
    });
    const top = state.add({ id: '1top', name: 'Top', mimeType: googleFolder });
    const inner = state.add({ name: 'Inner', mimeType: googleFolder, parent: top.id });
    state.add({ name: 'Inside', parent: inner.id, text: 'x' });
    const outside = state.add({ name: 'Outside', text: 'x' });

    const first = await sync();
    state.edit(outside.id, { parent: inner.id });
    const movedIn = await sync();
    state.edit(outside.id, { parent: undefined });
    const movedOut = await sync();

    expect([first.names, movedIn.names]).toEqual([['Inside'], ['Outside']]);
    expect(first.items[0]?.breadcrumb).toEqual(['My Drive', 'Top', 'Inner']);
    expect(movedOut.gone).toEqual([outside.id]);
    expect(fake.log.length).toBeGreaterThan(0);
  });

  it('opens a folder that is only shared by link, with its resource key, and goes on asking for it', async () => {
    const { state, sync } = await openDrive({
      folders: ['https://drive.google.com/drive/folders/1far?resourcekey=0-key'],
    });
    const far = { owner: ada, resourceKey: '0-key' };
    state.add({ id: '1far', name: 'Far', mimeType: googleFolder, ...far });
    state.add({ name: 'Inside', parent: '1far', text: 'x', ...far });
    state.add({ name: 'Own', text: 'x' });

    const first = await sync();
    state.add({ name: 'Later', parent: '1far', text: 'x', ...far });
    const second = await sync();

    expect(first.names).toEqual(['Inside']);
    expect(second.names).toEqual(['Inside', 'Later']);
    expect(second.items[0]?.breadcrumb).toEqual(['My Drive', 'Far']);
  });

  it('skips with a reason what has no text and what may not be downloaded', async () => {
    const { state, sync } = await openDrive({ max_file_bytes: 10 });
    state.add({ name: 'Form', mimeType: 'application/vnd.google-apps.form' });
    state.add({ name: 'Photo', mimeType: 'image/png' });
    state.add({ name: 'Locked', canDownload: false });
    state.add({ name: 'Long', mimeType: 'text/plain', text: 'more than ten bytes' });

    const { items } = await sync();

    expect(Object.fromEntries(items.map(({ title, skip }) => [title, skip?.code]))).toEqual({
      Form: 'no_text_export',
      Photo: 'binary',
      Locked: 'download_forbidden',
      Long: 'too_large',
    });
  });
});

/** A fresh source over a Drive that was read before. */
async function openAnother(fake: Parameters<typeof driveSource>[0]): Promise<void> {
  for await (const scope of driveSource(fake).scopes()) {
    for await (const _ of driveSource(fake).read(scope, undefined, async () => undefined));
  }
}

describe('what a Drive tells of changes', () => {
  it('sees an old file that is newly shared, and one that is deleted for good', async () => {
    const { state, sync } = await openDrive();
    const old = state.add({
      name: 'Old',
      owner: ada,
      text: 'x',
      modifiedTime: '2019-01-01T00:00:00Z',
    });
    const own = state.add({ name: 'Own', text: 'x' });
    await sync();
    state.edit(old.id, { permissions: [userPermission(reader)] });
    state.erase(own.id);

    const { names, gone } = await sync();

    expect([names, gone]).toEqual([['Old'], [own.id]]);
  });

  it('rescans when the token dies between two pages of changes, and misses nothing', async () => {
    const { fake, state, sync } = await openDrive();
    const old = state.add({ name: 'Old', text: 'x' });
    await sync();
    for (let at = 0; at < 6; at += 1) state.add({ name: `Note ${at}`, text: 'x' });
    state.edit(old.id, { name: 'Renamed' });
    fake.traps.pageCap = 2;
    fake.traps.changePagesLeft = 2;

    const broken = await sync();
    const next = await sync();

    const kinds = broken.events.map((event) => event.is);
    expect(kinds.slice(0, 7)).toEqual(['item', 'item', 'mark', 'item', 'item', 'mark', 'rescan']);
    const told = broken.items.slice(4).map(({ title }) => title);
    expect(told.sort()).toEqual([0, 1, 2, 3, 4, 5].map((at) => `Note ${at}`).concat('Renamed'));
    expect([next.rescans, next.items]).toEqual([0, []]);
  });

  it('keeps the mark after each page, and rescans once when the token has died', async () => {
    const { fake, state, sync } = await openDrive();
    await sync();
    for (let at = 0; at < 5; at += 1) state.add({ name: `Note ${at}`, text: 'x' });
    fake.traps.pageCap = 2;
    const paged = await sync();
    fake.expireTokens();
    const expired = await sync();
    const next = await sync();

    expect(paged.events.map((event) => event.is)).toEqual([
      'item',
      'item',
      'mark',
      'item',
      'item',
      'mark',
      'item',
      'mark',
    ]);
    expect([expired.rescans, expired.items.length, next.rescans]).toEqual([1, 5, 0]);
  });

  it('tells the new place of 5,000 documents in a folder that is renamed, by a few listings', async () => {
    const { fake, state, sync } = await openDrive();
    const folder = state.add({ name: 'Before', mimeType: googleFolder });
    const inner = Array.from({ length: 40 }, (_, at) =>
      state.add({ name: `Inner ${at}`, mimeType: googleFolder, parent: folder.id }),
    );
    for (let at = 0; at < 5_000; at += 1) {
      state.add({ name: `Note ${at}`, parent: inner[at % 40]?.id });
    }
    const versions = new Map((await sync()).items.map(({ id, version }) => [id, version]));
    fake.log.length = 0;
    state.edit(folder.id, { name: 'After' });

    const renamed = await sync();
    const next = await sync();

    expect(renamed.items).toHaveLength(5_000);
    expect(renamed.items.every(({ id, version }) => versions.get(id) === version)).toBe(true);
    expect(renamed.items[4_999]?.breadcrumb?.slice(0, 2)).toEqual(['My Drive', 'After']);
    expect(fake.log.filter((line) => line.includes('/drive/v3/')).length).toBeLessThanOrEqual(12);
    expect(fake.log.filter((line) => /export|alt=media|permissions\?/.test(line))).toEqual([]);
    expect(next.items).toEqual([]);
  }, 60_000);

  it('lists a renamed folder again when the run broke off before its mark', async () => {
    const { state, sync, connect, cursorOf } = await openDrive();
    const folder = state.add({ name: 'Before', mimeType: googleFolder });
    state.add({ name: 'A', parent: folder.id });
    state.add({ name: 'B', parent: folder.id });
    await sync();
    state.edit(folder.id, { name: 'After' });
    const scope = { id: 'me', title: 'My Drive' };
    const broken = connect().read(scope, cursorOf('me'), async () => undefined);
    const first = await broken.next();
    await broken.return('changes');

    const { items } = await sync();

    expect(first.value).toMatchObject({ is: 'item' });
    expect(items.map(({ breadcrumb }) => breadcrumb)).toEqual([
      ['My Drive', 'After'],
      ['My Drive', 'After'],
    ]);
  });

  it('tells new readers of what lies in a folder that is shared with somebody else', async () => {
    const { state, sync } = await openDrive();
    const folder = state.add({ name: 'Folder', mimeType: googleFolder });
    state.add({ name: 'Inside', parent: folder.id });
    await sync();
    state.edit(folder.id, { permissions: [userPermission(bob)] });

    const { items } = await sync();

    expect(JSON.stringify(items.map(({ title, acl }) => [title, acl]))).toContain(bob);
  });

  it('withdraws what lies in a folder that is moved to where this source does not read', async () => {
    const { state, sync } = await openDrive({ folders: ['1top'] });
    state.add({ id: '1top', name: 'Top', mimeType: googleFolder });
    const folder = state.add({ name: 'Folder', mimeType: googleFolder, parent: '1top' });
    const inside = state.add({ name: 'Inside', parent: folder.id });
    await sync();
    state.edit(folder.id, { parent: undefined });
    const out = await sync();
    state.edit(folder.id, { parent: '1top' });
    const back = await sync();

    expect([out.gone, out.names, back.names]).toEqual([[inside.id], [], ['Inside']]);
  });

  it('names a shared drive anew in all that lies in it when it is renamed', async () => {
    const { state, sync } = await openDrive({ my_drive: false });
    state.drives.set('0d', { name: 'Before', members: [reader] });
    state.add({ name: 'Doc', driveId: '0d' });
    await sync();
    state.renameDrive('0d', 'After');

    const { items } = await sync();

    expect(items.map(({ breadcrumb }) => breadcrumb)).toEqual([['After']]);
  });

  it('lists everything when a folder goes to the trash, for the feed is silent about what lies in it', async () => {
    const { state, fake, sync } = await openDrive();
    const folder = state.add({ name: 'Folder', mimeType: googleFolder });
    state.add({ name: 'Inside', parent: folder.id, text: 'x' });
    await sync();
    state.edit(folder.id, { trashed: true });
    fake.log.length = 0;

    const { rescans } = await sync();

    expect(rescans).toBe(0);
    expect(fake.log.some((line) => line.includes('/files?'))).toBe(true);
  });

  it('reads what lies in a folder that is newly shared', async () => {
    const { state, sync } = await openDrive();
    const folder = state.add({ name: 'Folder', mimeType: googleFolder, owner: ada });
    const inner = state.add({
      name: 'Inner',
      mimeType: googleFolder,
      owner: ada,
      parent: folder.id,
    });
    state.add({ name: 'Inside', owner: ada, parent: inner.id, text: 'x' });
    await sync();
    state.edit(folder.id, { permissions: [userPermission(reader)] });

    const { names } = await sync();

    expect(names).toEqual(['Inside']);
  });
});

describe('shortcuts', () => {
  it('lead to documents that are not listed, once, with their resource key', async () => {
    const { state, sync } = await openDrive();
    const listed = state.add({ name: 'Listed', text: 'x' });
    const far = state.add({
      name: 'Far',
      owner: ada,
      resourceKey: '0-key',
      mimeType: 'text/plain',
      text: 'far away',
    });
    const shortcut = (name: string, targetId: string) =>
      state.add({
        name,
        mimeType: googleShortcut,
        shortcut: { targetId, ...(targetId === far.id && { targetResourceKey: '0-key' }) },
      });
    shortcut('To listed', listed.id);
    shortcut('To far', far.id);
    shortcut('To far again', far.id);
    shortcut('Nowhere', '1gone');

    const { items, names } = await sync();
    const content = await items.find(({ title }) => title === 'Far')?.load?.(signal);

    expect(names).toEqual(['Far', 'Listed']);
    expect(content).toMatchObject({ as: 'bytes', bytes: Buffer.from('far away') });
  });

  it('to folders are followed, in a circle too', async () => {
    const { fake, state, sync } = await openDrive();
    const folder = state.add({ name: 'Folder', mimeType: googleFolder });
    state.add({ name: 'Inside', parent: folder.id, text: 'x' });
    state.add({
      name: 'Up',
      mimeType: googleShortcut,
      parent: folder.id,
      shortcut: { targetId: folder.id },
    });
    const far = state.add({ name: 'Far', mimeType: googleFolder, owner: ada });
    fake.linkShared.add(far.id);
    state.add({ name: 'To far', mimeType: googleShortcut, shortcut: { targetId: far.id } });

    const { names } = await sync();

    expect(names).toEqual(['Inside']);
  });
});

describe('who may read', () => {
  it('is told by the permissions of a file: people, groups, domains, the public, but not by a link', async () => {
    const { state, sync } = await openDrive();
    state.add({
      name: 'Team',
      permissions: [
        userPermission('Bob@Example.com'),
        { id: 'g', type: 'group', role: 'reader', emailAddress: 'board@example.com' },
        {
          id: 'd',
          type: 'domain',
          role: 'reader',
          domain: 'example.com',
          allowFileDiscovery: true,
        },
        { id: 'l', type: 'anyone', role: 'reader', allowFileDiscovery: false },
        { id: 'x', type: 'user', role: 'reader', emailAddress: 'left@example.com', deleted: true },
      ],
    });
    state.add({
      name: 'World',
      permissions: [{ id: 'a', type: 'anyone', role: 'reader', allowFileDiscovery: true }],
    });
    state.add({ name: 'Lent', owner: ada, permissions: [userPermission(reader)] });

    const { items } = await sync();
    const aclOf = (name: string) => items.find(({ title }) => title === name)?.acl;
    const ids = (name: string) => {
      const acl = aclOf(name);
      return acl?.kind === 'restricted'
        ? acl.allOf[0]?.map(({ kind, id }) => `${kind} ${id}`)
        : acl;
    };

    expect(ids('Team')).toEqual([
      'domain example.com',
      'group board@example.com',
      'user bob@example.com',
      `user ${reader}`,
    ]);
    expect(aclOf('World')).toEqual({ kind: 'public' });
    expect(ids('Lent')).toEqual([`user ${reader}`]);
  });

  it('in a shared drive are its members, or who may read the nearest folder with readers of its own', async () => {
    const { fake, state, sync } = await openDrive({ my_drive: false });
    state.drives.set('0d', { name: 'Drive', members: [reader, ada] });
    const lies = { driveId: '0d' };
    const closed = state.add({
      name: 'Closed',
      mimeType: googleFolder,
      isLimited: true,
      permissions: [userPermission(reader)],
      ...lies,
    });
    const inner = state.add({ name: 'Inner', mimeType: googleFolder, parent: closed.id, ...lies });
    for (let at = 0; at < 4; at += 1) {
      state.add({ name: `Secret ${at}`, parent: inner.id, ...lies });
      state.add({ name: `Plain ${at}`, ...lies });
    }
    state.add({ name: 'Lent', permissions: [userPermission(bob)], ...lies });

    const { items } = await sync();
    const readersOf = (name: string) => {
      const acl = items.find(({ title }) => title === name)?.acl;
      return acl?.kind === 'restricted' ? acl.allOf[0]?.map(({ id }) => id) : acl;
    };

    expect(readersOf('Plain 3')).toEqual([ada, reader]);
    expect(readersOf('Secret 3')).toEqual([reader]);
    expect(readersOf('Lent')).toEqual([ada, bob, reader]);
    expect(fake.log.filter((line) => line.includes('/permissions'))).toHaveLength(3);
  });

  it('is told anew when it changes, without another version', async () => {
    const { state, sync } = await openDrive();
    const file = state.add({ name: 'Note', mimeType: 'text/plain', text: 'x' });
    const [before] = (await sync()).items;
    state.edit(file.id, { name: 'Renamed', permissions: [userPermission(bob)] });

    const [after] = (await sync()).items;

    expect(after?.version).toBe(before?.version);
    expect(after?.title).toBe('Renamed');
    expect(JSON.stringify(after?.acl)).toContain(bob);
  });
});

describe('several users', () => {
  it('have each file once, and a shared drive once', async () => {
    const { state, sync } = await openDrive({ users: [ada, bob] });
    state.drives.set('0d', { name: 'Drive', members: [ada, bob] });
    state.add({ name: "Ada's", owner: ada, permissions: [userPermission(bob)] });
    state.add({ name: "Bob's", owner: bob, permissions: [userPermission(ada)] });
    state.add({
      name: "Eve's",
      owner: 'eve@elsewhere.example',
      permissions: [userPermission(ada), userPermission(bob)],
    });
    state.add({ name: 'Shared', driveId: '0d' });

    const { names, scopes } = await sync();

    expect(names).toEqual(["Ada's", "Bob's", "Eve's", 'Shared']);
    expect(scopes).toEqual([`user:${ada}`, `user:${bob}`, 'drive:0d']);
  });

  it('never withdraw what another of them reads', async () => {
    const { state, sync } = await openDrive({ users: [ada, bob] });
    const both = [userPermission(ada), userPermission(bob)];
    const strangers = state.add({
      name: "Eve's",
      owner: 'eve@elsewhere.example',
      permissions: both,
    });
    const adas = state.add({ name: "Ada's", owner: ada, permissions: [userPermission(bob)] });
    await sync();
    state.edit(strangers.id, { text: 'new' });
    state.edit(adas.id, { permissions: [] });
    const edited = await sync();
    state.edit(strangers.id, { permissions: [userPermission(bob)] });
    const lost = await sync();
    state.erase(strangers.id);
    const erased = await sync();

    expect([edited.names, edited.gone]).toEqual([["Ada's", "Eve's"], []]);
    expect([lost.names, lost.gone]).toEqual([["Eve's"], []]);
    expect(erased.gone).toEqual([strangers.id]);
  });

  it('keep a document that one of them lost, until the other reads it', async () => {
    const { state, sync, connect } = await openDrive({ users: [ada, bob] });
    const both = [userPermission(ada), userPermission(bob)];
    const file = state.add({ name: "Eve's", owner: 'eve@elsewhere.example', permissions: both });
    const source = connect();
    await sync(source);
    state.edit(file.id, { permissions: [userPermission(bob)] });
    const scope = { id: `user:${ada}`, title: 'Ada' };

    await expect(source.get?.(scope, file.id)).rejects.toMatchObject({
      code: 'seen_by_another_user',
    });
    state.erase(file.id);
    expect(await source.get?.(scope, file.id)).toMatchObject({
      id: file.id,
      reason: expect.any(String),
    });
  });

  it('are read without the one who is suspended, whose scope says so', async () => {
    const { fake, state, connect } = await openDrive({ users: [ada, bob] });
    fake.tokens.delegated = [ada];
    state.add({ name: "Ada's", owner: ada });
    const source = connect();
    const scopes = await collect(source.scopes());
    const read = (id: string) =>
      collect(source.read({ id, title: id }, undefined, async () => undefined));

    expect(scopes.map(({ id }) => id)).toEqual([`user:${ada}`, `user:${bob}`]);
    expect((await read(`user:${ada}`)).filter(({ is }) => is === 'item')).toHaveLength(1);
    await expect(read(`user:${bob}`)).rejects.toMatchObject({
      name: 'StopScopeError',
      code: 'user_refused',
    });
  });
});

describe('a 403', () => {
  it.each([
    ['userRateLimitExceeded', 'StopScopeError', 'host_stalled'],
    ['rateLimitExceeded', 'StopScopeError', 'host_stalled'],
    ['sharingRateLimitExceeded', 'StopScopeError', 'host_stalled'],
    ['RATE_LIMIT_EXCEEDED', 'StopScopeError', 'host_stalled'],
    ['dailyLimitExceeded', 'StopScopeError', 'quota_exceeded'],
    ['quotaExceeded', 'StopScopeError', 'quota_exceeded'],
    ['dailyLimitExceededUnreg', 'StopScopeError', 'quota_exceeded'],
    ['accessNotConfigured', 'FixCredentialsError', 'api_disabled'],
    ['SERVICE_DISABLED', 'FixCredentialsError', 'api_disabled'],
    ['insufficientPermissions', 'FixCredentialsError', 'scope_missing'],
    ['ACCESS_TOKEN_SCOPE_INSUFFICIENT', 'FixCredentialsError', 'scope_missing'],
    ['domainPolicy', 'StopScopeError', 'domain_policy'],
    ['cannotExportFile', 'SkipDocumentError', 'cannot_export_file'],
    ['cannotDownloadFile', 'SkipDocumentError', 'cannot_download_file'],
    ['fileNotDownloadable', 'SkipDocumentError', 'file_not_downloadable'],
    ['downloadQuotaExceeded', 'SkipDocumentError', 'download_quota_exceeded'],
    ['appNotAuthorizedToFile', 'SkipDocumentError', 'app_not_authorized_to_file'],
    ['insufficientFilePermissions', 'SkipDocumentError', 'insufficient_file_permissions'],
    ['', 'SkipDocumentError', 'forbidden'],
  ])('because of %j is a %s', async (reason, name, code) => {
    const { fake, state, clock, sync } = await openDrive();
    state.add({ name: 'Note', text: 'x' });
    const { items } = await sync();
    fake.refused.set('/export', { status: 403, reason });
    const asked = fake.log.length;

    const error = await items[0]?.load?.(signal).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ name, code });
    // Haste alone is waited for, until nobody can believe in it any more.
    const isHaste = code === 'host_stalled';
    expect(fake.log.length - asked > 1).toBe(isHaste);
    expect(clock.sleeps.length > 0).toBe(isHaste);
    if (!isHaste) expect(String(error)).toContain(reason);
  });

  it('is a 429 where Google names no haste, and tells its reason in the newer form too', async () => {
    const { fake, state, clock, sync } = await openDrive();
    state.add({ name: 'Note', text: 'x' });
    fake.throttle = { count: 3, status: 429 };

    const { names } = await sync();

    expect(names).toEqual(['Note']);
    expect(clock.sleeps.length).toBeGreaterThan(0);
    const details = [
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'SERVICE_DISABLED' },
    ];
    const body = JSON.stringify({
      error: { code: 403, message: 'Off.', status: 'PERMISSION_DENIED', details },
    });
    const answer = {
      status: 403,
      url: 'https://a.example',
      headers: { 'content-type': 'application/json; charset=UTF-8' },
      body: new TextEncoder().encode(body),
    };
    expect(refusal(answer, 'the files')).toMatchObject({ code: 'api_disabled' });
  });
});

describe('how Google is asked', () => {
  it('slows down at a 403 for haste, and reads all the same', async () => {
    const { fake, state, clock, sync } = await openDrive();
    state.add({ name: 'Note', text: 'x' });
    fake.throttle = { count: 3, status: 403 };

    const { names } = await sync();

    expect(names).toEqual(['Note']);
    expect(clock.sleeps.length).toBeGreaterThan(0);
  });

  it('takes a new token when the old one is refused, and when it is near its end', async () => {
    const { fake, state, clock, connect, sync } = await openDrive();
    state.add({ name: 'Note', text: 'x' });
    const source = connect();
    await sync(source);
    fake.tokens.good.clear();
    await sync(source);
    await clock.sleep(3_600_000);
    await sync(source);

    expect(fake.tokens.issued).toBe(3);
  });

  it('signs in by a refresh token, and says what to do when it was revoked', async () => {
    const { fake, state, sync, connect } = await openDrive({ oauth: oauthApp });
    state.add({ name: 'Note', text: 'x' });
    const { names } = await sync();
    fake.tokens.isRefreshRevoked = true;
    const findings = await collect(checkOf(connect()));

    expect(names).toEqual(['Note']);
    expect(findings).toMatchObject([
      { ok: false, message: expect.stringMatching(/revoked[\s\S]*Give consent again/) },
    ]);
  });

  it('waits for a large export, and sends no token to where it lies', async () => {
    const { fake, state, sync } = await openDrive();
    state.add({ name: 'Large', mimeType: googleSlides, isLarge: true, text: 'very long' });
    const { items } = await sync();

    const content = await items[0]?.load?.(signal);

    expect(content).toMatchObject({
      as: 'bytes',
      mediaType: 'text/plain',
      bytes: Buffer.from('very long'),
    });
    expect(fake.log.filter((line) => line.includes('/operations/'))).toHaveLength(3);
  });

  it('gets a document of more than 10 MB whole, by the long-running download', async () => {
    const { fake, state, sync } = await openDrive();
    const text = 'The end of a long line.\n'.repeat(480_000);
    state.add({ name: 'Long', mimeType: googleDoc, text });
    const { items } = await sync();

    const content = await items[0]?.load?.(signal);

    expect(text.length).toBeGreaterThan(10 * 1024 * 1024);
    expect(content).toMatchObject({ as: 'text', mediaType: 'text/markdown' });
    expect(content?.as === 'text' && content.text.length).toBe(text.length);
    expect(fake.log.filter((line) => /export|download|large/.test(line))).toHaveLength(2);
  });

  it('lets an export fail alone that is larger than the configuration allows', async () => {
    const { state, sync } = await openDrive({ max_file_bytes: 1_000 });
    state.add({ name: 'Long', mimeType: googleDoc, text: 'x'.repeat(2_000) });
    const { items } = await sync();

    await expect(items[0]?.load?.(signal)).rejects.toMatchObject({
      name: 'SkipDocumentError',
      code: expect.stringMatching(/too_large/),
    });
  });

  it('lets a large export that Google cannot prepare fail alone', async () => {
    const { fake, state, sync } = await openDrive();
    state.add({ name: 'Large', isLarge: true, text: 'very long' });
    fake.traps.exportFails = true;
    const { items } = await sync();

    await expect(items[0]?.load?.(signal)).rejects.toMatchObject({
      name: 'SkipDocumentError',
      code: 'export_failed',
      message: expect.stringContaining('Conversion failed.'),
    });
  });

  it('leaves pictures out of Markdown, and counts them', async () => {
    const { state, sync } = await openDrive();
    state.add({
      name: 'Doc',
      mimeType: googleDoc,
      text: '# A\n\n![Plan][image1] b\n\n[image1]: <data:image/png;base64,iVBOR>',
    });
    const { items } = await sync();

    const content = await items[0]?.load?.(signal);

    expect(content).toMatchObject({ as: 'text', text: '# A\n\nPlan b\n', lost: ['picture'] });
  });
});

describe('where the parts of a file are read', () => {
  const runs = (content: string) => ({ textElements: [{ textRun: { content } }] });

  it('is asked of each editor: headings, sheets, and slides with their words', async () => {
    const { fake, state, sync } = await openDrive();
    const paragraph = (content: string, headingId?: string) => ({
      paragraph: { paragraphStyle: { headingId }, elements: [{ textRun: { content } }] },
    });
    state.add({
      name: 'Doc',
      mimeType: googleDoc,
      text: '# A\n\nb',
      inEditor: { body: { content: [paragraph('A\n', 'h.1'), paragraph('b\n'), {}] } },
    });
    state.add({
      name: 'Sheet',
      mimeType: googleSheet,
      inEditor: { sheets: [{ properties: { title: 'One', index: 0 } }] },
    });
    const grouped = { shape: { text: runs('In a group\vand on.\n') } };
    state.add({
      name: 'Slides',
      mimeType: googleSlides,
      text: 'not exported',
      inEditor: {
        slides: [
          {
            objectId: 'p1',
            pageElements: [
              { shape: { placeholder: { type: 'SUBTITLE' }, text: runs('Under it\n') } },
              {
                shape: {
                  placeholder: { type: 'CENTERED_TITLE' },
                  text: runs('All * about\n it\n'),
                },
              },
              { elementGroup: { children: [{ elementGroup: { children: [grouped] } }] } },
              { wordArt: { renderedText: 'Art' } },
              { image: { contentUrl: 'https://a.example/secret' } },
            ],
          },
          {
            objectId: 'p2',
            pageElements: [
              {
                table: {
                  tableRows: [
                    { tableCells: [{ text: runs('A|B\n') }, {}] },
                    { tableCells: [{ text: runs('1\n') }, { text: runs('2\n') }] },
                  ],
                },
              },
            ],
          },
        ],
      },
    });
    const { items } = await sync();
    const load = (name: string) => items.find(({ title }) => title === name)?.load?.(signal);

    expect(await load('Doc')).toMatchObject({
      anchors: [{ heading: 'A', anchor: 'heading=h.1' }],
    });
    expect(await load('Sheet')).toMatchObject({ anchors: [{ heading: 'One', anchor: 'gid=0' }] });
    const slides = await load('Slides');
    expect(slides).toMatchObject({
      as: 'text',
      mediaType: 'text/markdown',
      anchors: [
        { heading: 'All * about it', anchor: 'slide=id.p1' },
        { heading: 'Slide 2', anchor: 'slide=id.p2' },
      ],
    });
    expect(slides?.as === 'text' && slides.text).toBe(
      '## All * about it\n\nUnder it\n\nIn a group\n\nand on.\n\nArt\n\n## Slide 2\n\n| A\\|B |  |\n| --- | --- |\n| 1 | 2 |\n',
    );
    expect(fake.log.join()).not.toContain('contentUrl');
  });

  it('is asked once of an editor whose API is off; links lead to the file then, and its text is exported', async () => {
    const { fake, state, sync, connect } = await openDrive();
    for (let at = 0; at < 3; at += 1) {
      state.add({ name: `Slides ${at}`, mimeType: googleSlides, text: 'Words.' });
    }
    const source = connect();
    const { items, events } = await sync(source);

    const contents = [];
    for (const item of items) contents.push(await item.load?.(signal));
    const findings = await collect(checkOf(source));

    expect(contents.map((one) => one?.as === 'bytes' && [one.mediaType, one.anchors])).toEqual(
      Array(3).fill(['text/plain', []]),
    );
    expect(fake.log.filter((line) => line.includes('/v1/presentations/'))).toHaveLength(1);
    expect(events.filter((event) => event.is === 'noted')).toEqual([
      { is: 'noted', message: expect.stringContaining('enable slides.googleapis.com') },
    ]);
    expect(findings.every(({ ok }) => ok)).toBe(true);
    expect(findings.map(({ subject }) => subject).join()).toContain('enable slides.googleapis.com');
  });

  it('is asked of nobody when the configuration says so', async () => {
    const { fake, state, sync } = await openDrive({ deep_links: false });
    state.add({ name: 'Doc', mimeType: googleDoc, text: '# A', inEditor: { body: {} } });
    const { items } = await sync();

    const content = await items[0]?.load?.(signal);

    expect(content).toMatchObject({ as: 'text', anchors: [] });
    expect(fake.log.some((line) => line.includes('/v1/'))).toBe(false);
  });
});

describe('what doctor is told', () => {
  it('names each thing that was tried, and the drive that is not there', async () => {
    const { state, connect } = await openDrive({ shared_drives: ['Handbook', 'Attic'] });
    state.drives.set('0h', { name: 'Handbook', members: [reader] });
    state.add({ name: 'Doc', text: 'x' });

    const findings = await collect(checkOf(connect()));

    expect(findings.map(({ ok }) => ok)).toEqual([...Array(7).fill(true), false]);
    expect(findings[7]?.message).toContain('Manage members');
  });

  it('includes files and editors of a shared drive, where nothing else is read', async () => {
    const { fake, state, connect } = await openDrive({
      shared_drives: ['Handbook'],
      my_drive: false,
    });
    state.drives.set('0h', { name: 'Handbook', members: [reader] });
    const doc = state.add({ name: 'Doc', text: 'x', driveId: '0h', inEditor: { body: {} } });

    const good = await collect(checkOf(connect()));
    fake.refused.set(`${doc.id}/export`, { status: 403, reason: 'cannotExportFile' });
    const bad = await collect(checkOf(connect()));

    expect(good.filter(({ ok }) => !ok)).toEqual([]);
    expect(good.map(({ subject }) => subject)).toContain('link to the headings of Docs');
    expect(bad.filter(({ ok }) => !ok)).toMatchObject([
      {
        subject: 'list files of the shared drive Handbook',
        message: expect.stringContaining('cannotExportFile'),
      },
    ]);
  });

  it('is no drive that is missing, where nobody could sign in', async () => {
    const { fake, connect } = await openDrive({ shared_drives: ['Handbook'], users: [ada] });
    fake.tokens.delegated = [];

    const findings = await collect(checkOf(connect()));

    expect(findings).toMatchObject([
      { ok: false, message: expect.stringContaining('Domain-wide delegation') },
    ]);
  });
});

describe('the options', () => {
  const connect = (config: JsonObject) =>
    driveSource({ url: 'https://a.example', tokenUrl: 'https://a.example/t' }, config);
  it.each([
    [{ users: [ada], token: 'x' }, /only a service account/],
    [{ token: 'x', oauth: oauthApp }, /several credentials/],
    [{ token: '' }, /empty variable/],
    [{ token: 'x', folders: ['not a folder!'] }, /address or the id of a folder/],
    [{ token: 'x', my_drive: false, shared_drives: false }, /nothing is left to read/],
    [{ token: 'x', sharedDrives: [] }, /shared_drives/],
  ])('refuse %j', (config, message) => {
    expect(() => connect(config)).toThrow(message);
  });
});

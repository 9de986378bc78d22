import { createRequire } from 'node:module';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  about,
  changeList,
  driveFile,
  driveList,
  fileList,
  operation,
  permissionList,
  startToken,
} from '../../../connectors/google_drive/schemas.ts';
import { collectSource } from '../../support/collect-source.ts';
import { type FakeDrive, serveFakeDrive } from '../../support/fake-drive/fake-drive.ts';
import { googleDoc, googleFolder, googleShortcut } from '../../support/fake-drive/state.ts';
import { serviceAccount } from '../../support/fake-drive/token-endpoint.ts';
import { driveSource } from './drive-source.ts';
import { googleTypes } from './google-types.ts';

/**
 * A witness that was not written here: Google's own client for Drive, made of Google's API
 * description.
 */
const require = createRequire(import.meta.url);
type Call = (
  parameters: Readonly<Record<string, unknown>>,
) => Promise<{ readonly data: Record<string, unknown> }>;
type Client = Readonly<Record<string, Readonly<Record<string, Call>>>>;
interface Library {
  readonly drive: (options: Readonly<Record<string, unknown>>) => Client;
}

// What the package exports is what its own types say; the first test fails where it does not.
const library = require('@googleapis/drive') as Library;

const types = googleTypes('drive', 'v3');

async function wholeDrive() {
  const fake = await serveFakeDrive();
  onTestFinished(() => fake[Symbol.asyncDispose]());
  const { state } = fake;
  state.drives.set('0d', { name: 'Handbook', members: [serviceAccount.client_email] });
  const folder = state.add({ name: 'Folder', mimeType: googleFolder });
  const doc = state.add({ name: 'Doc', mimeType: googleDoc, parent: folder.id, text: '# Words' });
  const large = state.add({ name: 'Large', mimeType: googleDoc, isLarge: true, text: 'Long.' });
  const upload = state.add({ name: 'a.txt', mimeType: 'text/plain', text: 'Text.' });
  const lent = state.add({
    name: 'Lent',
    mimeType: 'text/plain',
    text: 'Lent.',
    driveId: '0d',
    permissions: [{ id: 'g', type: 'group', role: 'reader', emailAddress: 'g@example.com' }],
  });
  const far = state.add({
    name: 'Far',
    owner: 'eve@example.com',
    mimeType: 'text/plain',
    text: 'Far.',
    resourceKey: '0-k',
  });
  state.add({
    name: 'To far',
    mimeType: googleShortcut,
    shortcut: { targetId: far.id, targetResourceKey: '0-k' },
  });
  return { fake, state, folder, doc, large, upload, lent, far };
}

/** Everything the connector does: check, read, load, and each document asked for alone; then changes. */
async function useConnector(fake: FakeDrive): Promise<void> {
  const { signal } = new AbortController();
  const source = driveSource(fake);
  for await (const { ok, subject, message } of source.check?.() ?? []) {
    expect([ok, subject, message]).toEqual([true, subject, undefined]);
  }
  const { items, events } = await collectSource(source);
  expect([...items.values()].map(({ title }) => title).sort()).toEqual([
    'Doc',
    'Far',
    'Large',
    'Lent',
    'a.txt',
  ]);
  for (const item of items.values()) await item.load?.(signal);
  for (const item of items.values()) {
    const scope = item.title === 'Lent' ? 'drive:0d' : 'me';
    const alone = await source.get?.({ id: scope, title: scope }, item.id);
    expect(alone).toMatchObject({ id: item.id, version: item.version, url: item.url });
  }
  const mark = events.find((event) => event.is === 'mark');
  const from = mark?.is === 'mark' ? mark.cursor : undefined;
  for await (const _ of source.read({ id: 'me', title: 'My Drive' }, from, async () => undefined));
}

/** The client's name of a request, and of its parameters. */
function methodOf(path: string): string {
  const [noun = '', id, verb] = path.replace('/drive/v3/', '').split('/');
  if (noun === 'about') return 'About$Get';
  if (noun === 'drives') return 'Drives$List';
  if (noun === 'operations') return 'Operations$Get';
  if (noun === 'changes') return id === undefined ? 'Changes$List' : 'Changes$Getstartpagetoken';
  if (verb === 'permissions') return 'Permissions$List';
  if (verb === 'export') return 'Files$Export';
  if (verb === 'download') return 'Files$Download';
  return id === undefined ? 'Files$List' : 'Files$Get';
}

describe("Google's own client", () => {
  it('reads the fake: its own key, its own requests, its own paths', async () => {
    const { fake, state, doc, upload, large } = await wholeDrive();
    fake.tokens.good.set('ya29.given', serviceAccount.client_email);
    const client = library.drive({
      version: 'v3',
      rootUrl: `${fake.url}/`,
      headers: { authorization: 'Bearer ya29.given' },
      retry: false,
    });
    const start = (await client.changes?.getStartPageToken?.({}))?.data.startPageToken;
    state.edit(doc.id, { text: '# Other words' });

    const files = await client.files?.list?.({ q: 'trashed = false', fields: 'files(id,name)' });
    const one = await client.files?.get?.({ fileId: doc.id, fields: 'id,name,parents' });
    const media = await client.files?.get?.({ fileId: upload.id, alt: 'media' });
    const exported = await client.files?.export?.({ fileId: doc.id, mimeType: 'text/markdown' });
    const started = await client.files?.download?.({ fileId: large.id, mimeType: 'text/markdown' });
    await client.operations?.get?.({ name: started?.data.name }).catch(() => undefined);
    const pending = await client.operations?.get?.({ name: started?.data.name });
    const drives = await client.drives?.list?.({ fields: 'drives(id,name)' });
    const changes = await client.changes?.list?.({ pageToken: start, fields: '*' });
    const readers = await client.permissions?.list?.({
      fileId: doc.id,
      fields: 'permissions(id,type)',
    });

    expect(files?.data.files).toContainEqual({ id: doc.id, name: 'Doc' });
    expect(one?.data).toEqual({ id: doc.id, name: 'Doc', parents: [doc.parent] });
    expect([media?.data, await textOf(exported?.data)]).toEqual(['Text.', '# Other words']);
    expect(pending?.data).toMatchObject({ done: false });
    expect(drives?.data.drives).toEqual([{ id: '0d', name: 'Handbook' }]);
    expect(changes?.data).toMatchObject({
      changes: [{ fileId: doc.id, removed: false }],
      newStartPageToken: expect.any(String),
    });
    expect(readers?.data.permissions).toHaveLength(1);
  });

  it('knows every path, method and parameter that the connector uses', async () => {
    const { fake } = await wholeDrive();
    await useConnector(fake);
    const standard = types.namesIn('StandardParameters');
    const used = new Set<string>();
    for (const { url, method } of fake.requests) {
      const { pathname, searchParams } = new URL(url);
      if (!pathname.startsWith('/drive/v3/')) continue;
      const name = methodOf(pathname);
      used.add(name);
      expect(method, name).toBe(name === 'Files$Download' ? 'POST' : 'GET');
      const known = [...types.namesIn(`Params$Resource$${name}`), ...standard];
      for (const parameter of searchParams.keys()) expect(known, name).toContain(parameter);
    }
    expect(used.size).toBe(10);
  });

  it.each([
    ['About$Get', 'Schema$About', about],
    ['Drives$List', 'Schema$DriveList', driveList],
    ['Files$List', 'Schema$FileList', fileList],
    ['Files$Get', 'Schema$File', driveFile],
    ['Changes$List', 'Schema$ChangeList', changeList],
    ['Permissions$List', 'Schema$PermissionList', permissionList],
  ])('knows every field of %s, and each that is read is asked for', async (name, answer, shape) => {
    const { fake } = await wholeDrive();
    await useConnector(fake);
    const masks = fake.requests.flatMap(({ url }) => {
      const { pathname, searchParams } = new URL(url);
      const isOne = pathname.startsWith('/drive/v3/') && methodOf(pathname) === name;
      return isOne ? (searchParams.get('fields') ?? []) : [];
    });

    expect(masks.length).toBeGreaterThan(0);
    for (const fields of masks) {
      expect(types.asked(answer, fields)).toEqual(types.read(answer, shape));
    }
  });

  it('knows every field of answers that come whole', () => {
    expect(types.read('Schema$StartPageToken', startToken).size).toBe(1);
    // What is in these two is written nowhere but in Drive's guide.
    const bare = operation.omit({ error: true, response: true });
    expect(types.read('Schema$Operation', bare).size).toBe(2);
    expect(types.namesIn('Schema$Operation')).toEqual(
      expect.arrayContaining(['error', 'response']),
    );
  });
});

async function textOf(data: unknown): Promise<unknown> {
  return data instanceof Blob ? data.text() : data;
}

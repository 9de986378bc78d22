import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { docs_v1 } from '@googleapis/docs';
import type { slides_v1 } from '@googleapis/slides';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cliProcess } from '../../support/cli-process.ts';
import { type FakeDrive, serveFakeDrive } from '../../support/fake-drive/fake-drive.ts';
import {
  googleDoc,
  googleFolder,
  googleSheet,
  googleShortcut,
  googleSlides,
  userPermission,
} from '../../support/fake-drive/state.ts';
import { oauthApp, serviceAccount } from '../../support/fake-drive/token-endpoint.ts';
import { projectFolder } from '../../support/project-folder.ts';
import { writePdf } from '../../support/write-pdf.ts';
import { writeXlsx } from '../../support/write-xlsx.ts';

const ada = 'ada@example.com';

const runs = (content: string) => ({ textElements: [{ textRun: { content } }] });

const docInEditor = (heading: string, headingId: string): docs_v1.Schema$Document => ({
  title: 'not asked for',
  body: {
    content: [
      {
        paragraph: {
          paragraphStyle: { namedStyleType: 'HEADING_1', headingId },
          elements: [{ textRun: { content: `${heading}\n` } }],
        },
      },
    ],
  },
});

const slideInEditor = (objectId: string, title: string, body: string): slides_v1.Schema$Page => ({
  objectId,
  pageElements: [
    { shape: { placeholder: { type: 'TITLE' }, text: runs(`${title}\n`) } },
    { shape: { text: runs(`${body}\n`) } },
  ],
});

const configFor = (fake: FakeDrive, more = '') => `
sources:
  - name: Drive
    type: google_drive
    config:
      service_account_file: key.json
      users: [${ada}]
      base_url: ${fake.url}
      token_url: ${fake.tokenUrl}
      public: true
${more}`;

/** A Drive with something of everything that a search must find. */
async function workspace() {
  const fake = await serveFakeDrive({ user: ada });
  onTestFinished(() => fake[Symbol.asyncDispose]());
  const { state } = fake;
  state.drives.set('0handbook', { name: 'Handbook', members: [ada] });
  const folder = state.add({ name: 'Plans', mimeType: googleFolder });
  const doc = state.add({
    name: 'Network',
    mimeType: googleDoc,
    parent: folder.id,
    inEditor: docInEditor('Ports', 'h.x1'),
    text: '# Ports\n\nThe turnstile gateway listens on 8443.\n\n![][image1]\n\n[image1]: <data:image/png;base64,AAAA>\n',
  });
  const sheet = state.add({
    name: 'Budget',
    mimeType: googleSheet,
    parent: folder.id,
    inEditor: {
      sheets: [
        { properties: { title: 'Costs' } },
        { properties: { sheetId: 1_234, title: 'Second' } },
      ],
    },
    bytes: writeXlsx({
      Costs: [
        ['Item', 'Euro'],
        ['walnut latch', 4711],
        ...Array.from({ length: 200 }, (_, row) => [`part number ${row}`, row]),
      ],
      Second: [
        ['Item', 'Euro'],
        ['quicksilver relay', 12],
      ],
    }),
  });
  const slides = state.add({
    name: 'Kick-off',
    mimeType: googleSlides,
    driveId: '0handbook',
    inEditor: {
      slides: [
        slideInEditor('p', 'Kick-off', 'Welcome.'),
        slideInEditor(
          'g9_0_1',
          'Roadmap',
          'The carousel of incidents stops in May. Until then whoever is on call keeps a list of what broke, and reads it aloud on Monday, so that nobody has to ask the same question twice.',
        ),
      ],
    },
    text: 'Roadmap\nThe carousel of incidents stops in May.',
  });
  const file = state.add({
    name: 'manual.pdf',
    mimeType: 'application/pdf',
    driveId: '0handbook',
    bytes: writePdf({ pages: [['The periwinkle door opens to the left.']] }),
  });
  const large = state.add({
    name: 'Encyclopaedia',
    mimeType: googleDoc,
    isLarge: true,
    text: 'The marmalade chapter is very long.',
  });
  const outside = state.add({
    name: 'Notes of a stranger',
    mimeType: 'text/markdown',
    owner: 'eve@elsewhere.example',
    text: 'The pomegranate clause.',
  });
  fake.linkShared.add(outside.id);
  state.add({
    name: 'Link to notes',
    mimeType: googleShortcut,
    shortcut: { targetId: outside.id },
  });
  state.add({ name: 'Form', mimeType: 'application/vnd.google-apps.form' });
  const project = projectFolder({
    'twigkit.yaml': configFor(fake),
    'key.json': JSON.stringify(serviceAccount),
  });
  const run = (...args: string[]) => cliProcess(args, { cwd: project.path });
  const find = async (query: string) => {
    const { out } = await run('search', query, '--json');
    const [first]: { url: string; text: string }[] = JSON.parse(out).results;
    return first;
  };
  /** The breadcrumb that the server holds. */
  const placeOf = (title: string): unknown => {
    using index = new DatabaseSync(join(project.path, '.twigkit/index.db'), { readOnly: true });
    const row = index.prepare('SELECT breadcrumb FROM documents WHERE title = ?').get(title);
    return JSON.parse(String(row?.breadcrumb));
  };
  return {
    fake,
    state,
    project,
    run,
    find,
    placeOf,
    folder,
    doc,
    sheet,
    slides,
    file,
    large,
    outside,
  };
}

const address = ({ id }: { readonly id: string }) => `https://docs.google.com/file/d/${id}/view`;

describe('twigkit sync of a Google Drive', () => {
  it('lets a search find a document, cells of two sheets, a slide, a PDF, a large export and what a shortcut leads to', async () => {
    const { fake, run, find, placeOf, folder, state, ...files } = await workspace();

    const synced = await run('sync', '--json');

    expect(synced.err).not.toContain('failed');
    expect(synced.exitCode).toBe(0);
    expect(JSON.parse(synced.out)).toMatchObject({ added: 6, skipped: 1, failed: 0 });
    const ports = await find('which port does the turnstile gateway use');
    expect(ports).toMatchObject({
      url: `${address(files.doc)}#heading=h.x1`,
      text: expect.stringContaining('8443'),
    });
    expect(ports?.text).not.toContain('base64');
    expect(await find('walnut latch')).toMatchObject({
      url: `${address(files.sheet)}#gid=0`,
      text: expect.stringContaining('4711'),
    });
    expect(await find('quicksilver relay')).toMatchObject({
      url: `${address(files.sheet)}#gid=1234`,
      text: expect.stringContaining('12'),
    });
    expect((await find('carousel of incidents'))?.url).toBe(
      `${address(files.slides)}#slide=id.g9_0_1`,
    );
    expect((await find('periwinkle door'))?.url).toContain(address(files.file));
    expect((await find('marmalade chapter'))?.url).toContain(address(files.large));
    expect((await find('pomegranate clause'))?.url).toContain(address(files.outside));

    fake.log.length = 0;
    state.edit(folder.id, { name: 'Plans of 2026' });
    const again = await run('sync', '--json');

    const rename = JSON.parse(again.out);
    expect(rename).toMatchObject({ added: 0, updated: 2, deleted: 0, failed: 0, write_calls: 1 });
    expect(fake.log.filter((line) => /export|alt=media|download/.test(line))).toEqual([]);
    expect(fake.log.filter((line) => line.includes('/files?'))).toHaveLength(1);
    const unchanged = JSON.parse((await run('sync', '--json')).out);
    expect(unchanged).toMatchObject({ updated: 0, write_calls: 0 });
    expect(placeOf('Budget')).toEqual(['My Drive of ada@example.com', 'Plans of 2026']);
    expect((await find('walnut latch'))?.text).toContain('4711');
  }, 90_000);

  it('follows edits, trash and restoration by the change feed', async () => {
    const { state, run, find, doc, slides } = await workspace();
    await run('sync');
    state.edit(doc.id, { text: '# Ports\n\nThe saffron gateway listens on 9443.' });
    state.edit(slides.id, { trashed: true });

    const changed = await run('sync', '--json');
    const withoutSlides = await find('carousel of incidents');
    state.edit(slides.id, { trashed: false });
    const restored = await run('sync', '--json');

    expect(JSON.parse(changed.out)).toMatchObject({ updated: 1, deleted: 1, failed: 0 });
    expect((await find('saffron gateway'))?.text).toContain('9443');
    expect(withoutSlides?.text ?? '').not.toContain('carousel');
    expect(JSON.parse(restored.out)).toMatchObject({ failed: 0 });
    expect((await find('carousel of incidents'))?.text).toContain('carousel');
  }, 90_000);

  it('keeps what a shared drive held when it disappears, and goes on with the rest', async () => {
    const { state, run, find, doc, project, fake } = await workspace();
    project.write('twigkit.yaml', configFor(fake, '      shared_drives: [Handbook]\n'));
    await run('sync');
    state.drives.delete('0handbook');
    state.edit(doc.id, { text: 'A tangerine gateway.' });

    const synced = await run('sync', '--json');

    expect(synced.exitCode).toBe(1);
    expect(JSON.parse(synced.out)).toMatchObject({ updated: 1, deleted: 0 });
    expect((await find('carousel of incidents'))?.text).toContain('carousel');
    expect((await find('tangerine gateway'))?.text).toContain('tangerine');
  }, 90_000);

  it('keeps what a shared drive held that is not shown any more, where all of them are read', async () => {
    const { state, run, find } = await workspace();
    await run('sync');
    state.drives.delete('0handbook');

    const runs = [];
    for (let at = 0; at < 3; at += 1) runs.push(JSON.parse((await run('sync', '--json')).out));

    expect(runs.map(({ deleted }) => deleted)).toEqual([0, 0, 0]);
    expect((await find('carousel of incidents'))?.text).toContain('carousel');
  }, 90_000);

  it('syncs by a refresh token, and reads only documents without readers of their own unless they are public', async () => {
    const { state, run, find, project, fake } = await workspace();
    state.add({
      name: 'Board',
      text: 'The velvet resolution.',
      permissions: [userPermission('bob@example.com')],
    });
    project.write(
      'twigkit.yaml',
      `
sources:
  - name: Drive
    type: google_drive
    config:
      oauth: ${JSON.stringify(oauthApp)}
      base_url: ${fake.url}
      token_url: ${fake.tokenUrl}
`,
    );

    const synced = await run('sync', '--json');

    expect(synced.exitCode).toBe(0);
    expect(JSON.parse(synced.out)).toMatchObject({ added: 0, failed: 0 });
    expect((await find('velvet resolution'))?.text ?? '').not.toContain('velvet');
  }, 90_000);

  it('names a key that is refused, a missing delegation, a disabled API and a wrong option', async () => {
    const { fake, project, run } = await workspace();
    fake.tokens.delegated = [];
    const undelegated = await run('sync');
    fake.tokens.delegated = undefined;
    fake.refused.set('/drives', { status: 403, reason: 'accessNotConfigured' });
    const disabled = await run('sync');
    fake.refused.clear();
    project.write('key.json', '{"client_email": "x"}');
    const noKey = await run('sync');
    project.write('twigkit.yaml', configFor(fake, '      shared_drive: [A]\n'));
    const misspelt = await run('sync');

    expect([undelegated.exitCode, undelegated.err]).toEqual([
      1,
      expect.stringMatching(/gave no token for ada@example.com[\s\S]*Domain-wide delegation/),
    ]);
    expect([disabled.exitCode, disabled.err]).toEqual([
      1,
      expect.stringContaining('Enable the Google Drive API'),
    ]);
    expect([noKey.exitCode, noKey.err]).toEqual([2, expect.stringContaining('key.json')]);
    expect([misspelt.exitCode, misspelt.err]).toEqual([
      2,
      expect.stringContaining('shared_drives'),
    ]);
    expect(undelegated.err + disabled.err + noKey.err).not.toMatch(/ya29|PRIVATE KEY/);
  }, 90_000);
});

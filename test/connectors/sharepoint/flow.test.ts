import { describe, expect, it, onTestFinished } from 'vitest';
import { cliProcess } from '../../support/cli-process.ts';
import { type FakeGraph, serveFakeGraph } from '../../support/fake-graph/fake-graph.ts';
import { selfSigned } from '../../support/fake-graph/self-signed.ts';
import { app } from '../../support/fake-graph/token-endpoint.ts';
import { projectFolder } from '../../support/project-folder.ts';
import { wordParagraph, writeDocx } from '../../support/write-docx.ts';
import { writePdf } from '../../support/write-pdf.ts';
import { writeXlsx } from '../../support/write-xlsx.ts';

const configFor = (fake: FakeGraph, more = '') => `
sources:
  - name: SharePoint
    type: sharepoint
    config:
      tenant_id: ${app.tenant}
      client_id: ${app.clientId}
      certificate_file: app.pem
      sites: [https://contoso.sharepoint.com/sites/handbook]
      lists: [Questions]
      base_url: ${fake.url}
      authority: ${fake.authority}
      public: true
${more}`;

const office = 'application/vnd.openxmlformats-officedocument';

/** A tenant with something of everything that a search must find. */
async function workspace() {
  const fake = await serveFakeGraph();
  onTestFinished(() => fake[Symbol.asyncDispose]());
  const { state } = fake;
  const site = state.addSite('/sites/handbook', 'Handbook');
  const drive = state.addDrive({ name: 'Documents', siteId: site.id });
  const folder = state.addItem(drive, { name: 'Plans', isFolder: true });
  const sheet = state.addItem(drive, {
    name: 'Budget.xlsx',
    parent: folder.id,
    mimeType: `${office}.spreadsheetml.sheet`,
    bytes: writeXlsx({
      Costs: [
        ['Item', 'Euro'],
        ['walnut latch', 4711],
      ],
    }),
  });
  const slides = state.addItem(drive, {
    name: 'Kick-off.pptx',
    mimeType: `${office}.presentationml.presentation`,
    text: 'PK',
    converted: writePdf({ pages: [['The carousel of incidents stops in May.']] }),
  });
  const word = state.addItem(drive, {
    name: 'Ports.docx',
    parent: folder.id,
    mimeType: `${office}.wordprocessingml.document`,
    bytes: writeDocx(wordParagraph('The turnstile gateway listens on 8443.')),
  });
  const manual = state.addItem(drive, {
    name: 'manual.md',
    parent: folder.id,
    text: '# Doors\n\nThe periwinkle door opens to the left.\n',
  });
  const pages = state.addList({ siteId: site.id, name: 'Site Pages', template: 'webPageLibrary' });
  const webPart = (innerHtml: string) => ({
    '@odata.type': '#microsoft.graph.textWebPart',
    innerHtml,
  });
  const page = state.addListItem(pages, {
    name: 'Welcome.aspx',
    contentType: { id: '0x0101', name: 'Site Page' },
    fields: { Title: 'Welcome', _UIVersionString: '3.0' },
    page: {
      canvasLayout: {
        horizontalSections: [
          {
            columns: [
              {
                webparts: [
                  webPart('<h2 id="first-day">First day</h2><p>Fetch the saffron badge.</p>'),
                ],
              },
            ],
          },
        ],
        verticalSection: { webparts: [webPart('<p>The marmalade hotline answers at night.</p>')] },
      },
    },
  });
  const questions = state.addList({
    siteId: site.id,
    name: 'Questions',
    columns: [
      { name: 'Title' },
      { name: 'Answer', displayName: 'Answer', text: { textType: 'richText' } },
    ],
  });
  const question = state.addListItem(questions, {
    fields: { Title: 'Is there a bicycle?', Answer: '<p>Yes, the quicksilver bicycle.</p>' },
  });
  const own = selfSigned();
  fake.tokens.publicKey = own.publicKey;
  const project = projectFolder({ 'twigkit.yaml': configFor(fake), 'app.pem': own.pem });
  const run = (...args: string[]) => cliProcess(args, { cwd: project.path });
  const find = async (query: string) => {
    const { out } = await run('search', query, '--json');
    const [first]: { url: string; text: string }[] = JSON.parse(out).results;
    return first;
  };
  return {
    fake,
    state,
    site,
    drive,
    folder,
    sheet,
    slides,
    word,
    manual,
    pages,
    page,
    question,
    questions,
    project,
    run,
    find,
  };
}

const handbook = 'https://contoso.sharepoint.com/sites/handbook';

describe('twigkit sync of SharePoint', () => {
  it('lets a search find both sections of a page, a list item, a cell, a slide, a Word file and a text, with deep links', async () => {
    const { fake, state, drive, folder, sheet, slides, word, run, find } = await workspace();

    const synced = await run('sync', '--json');

    expect(synced.err).not.toContain('failed');
    expect(synced.exitCode).toBe(0);
    expect(JSON.parse(synced.out)).toMatchObject({ added: 6, skipped: 0, failed: 0 });
    expect(await find('saffron badge')).toMatchObject({
      url: `${handbook}/SitePages/Welcome.aspx#first-day`,
      text: expect.stringContaining('Fetch the saffron badge'),
    });
    expect((await find('marmalade hotline'))?.url).toContain(`${handbook}/SitePages/Welcome.aspx`);
    const question = await find('quicksilver bicycle');
    expect(question?.url).toContain(`${handbook}/Lists/Questions/DispForm.aspx?ID=1`);
    const cell = await find('walnut latch');
    expect(cell?.text).toContain('4711');
    expect(cell?.url).toContain(encodeURIComponent(`{${sheet.id}}`));
    expect((await find('carousel of incidents'))?.url).toContain(
      encodeURIComponent(`{${slides.id}}`),
    );
    expect((await find('turnstile gateway'))?.url).toContain(encodeURIComponent(`{${word.id}}`));
    const text = await find('periwinkle door');
    expect(text?.url).toContain(`${handbook}/Documents/Plans/manual.md`);

    fake.log.length = 0;
    state.editItem(drive, folder.id, { name: 'Plans of 2026' });
    const again = await run('sync', '--json');

    const moved = await find('periwinkle door');
    const third = await run('sync', '--json');

    expect(JSON.parse(again.out)).toMatchObject({ added: 0, updated: 3, deleted: 0, failed: 0 });
    expect(moved?.url).toContain(`${handbook}/Documents/Plans%20of%202026/manual.md`);
    expect(JSON.parse(third.out)).toMatchObject({ updated: 0, write_calls: 0 });
    expect(fake.log.filter((line) => /\/content|storage|sitePage/.test(line))).toEqual([]);
    expect(fake.log.filter((line) => line.includes('/delta'))).toHaveLength(6);
    expect(synced.err + again.err).not.toContain(fake.signature);
  }, 90_000);

  it('follows edits, deletions and restorations', async () => {
    const { state, drive, manual, slides, page, pages, run, find } = await workspace();
    await run('sync');
    state.editItem(drive, manual.id, { text: 'The tangerine door opens to the right.' });
    state.deleteItem(drive, slides.id);
    state.editListItem(pages, page.id, { isDeleted: true });

    const changed = await run('sync', '--json');
    const slide = await find('carousel of incidents');
    slides.isDeleted = false;
    state.editItem(drive, slides.id, {});
    const restored = await run('sync', '--json');

    expect(JSON.parse(changed.out)).toMatchObject({ updated: 1, deleted: 2, failed: 0 });
    expect((await find('tangerine door'))?.text).toContain('right');
    expect(slide?.text ?? '').not.toContain('carousel');
    expect(JSON.parse(restored.out)).toMatchObject({ added: 1, failed: 0 });
    expect((await find('carousel of incidents'))?.text).toContain('carousel');
  }, 90_000);

  it('keeps what a library and a site held when they disappear, and says so', async () => {
    const { state, site, drive, run, find, project, fake } = await workspace();
    const other = state.addSite('/sites/other', 'Other');
    const second = state.addDrive({ name: 'Documents', siteId: other.id });
    state.addItem(second, { name: 'b.md', text: 'The velvet resolution.' });
    const both = configFor(fake).replace(
      'handbook]',
      'handbook, https://contoso.sharepoint.com/sites/other]',
    );
    project.write('twigkit.yaml', both);
    await run('sync');
    state.sites.delete(other.id);
    const withoutSite = await run('sync', '--json');
    state.drives.delete(drive.id);
    const withoutLibrary = await run('sync', '--json');

    expect(withoutSite.exitCode).toBe(1);
    expect(withoutSite.err).toContain('contoso.sharepoint.com/sites/other');
    for (const { out } of [withoutSite, withoutLibrary]) {
      expect(JSON.parse(out)).toMatchObject({ deleted: 0 });
    }
    expect(site.name).toBe('Handbook');
    expect((await find('velvet resolution'))?.text).toContain('velvet');
    expect((await find('walnut latch'))?.text).toContain('walnut');
  }, 90_000);

  it('sends nothing that has readers of its own unless it is public', async () => {
    const { run, project, fake } = await workspace();
    project.write('twigkit.yaml', configFor(fake).replace('public: true', 'public: false'));

    const synced = await run('sync', '--json');

    expect(synced.exitCode).toBe(0);
    expect(JSON.parse(synced.out)).toMatchObject({ added: 0, failed: 0, skipped: 6 });
  }, 90_000);

  it('names a certificate that is missing or refused, a permission that is missing, and a wrong option', async () => {
    const { fake, project, run } = await workspace();
    fake.tokens.publicKey = selfSigned().publicKey;
    const refused = await run('sync');
    project.write('app.pem', 'nothing');
    const empty = await run('sync');
    project.write('twigkit.yaml', configFor(fake, '      librarys: [A]\n'));
    const misspelt = await run('sync');
    project.write(
      'twigkit.yaml',
      configFor(fake).replace('certificate_file: app.pem', `client_secret: ${app.secret}`),
    );
    fake.refused.set('/sites/', { status: 403, code: 'accessDenied' });
    const forbidden = await run('sync');
    const doctor = await run('doctor');

    expect([refused.exitCode, refused.err]).toEqual([
      1,
      expect.stringContaining('certificate is not registered'),
    ]);
    expect([empty.exitCode, empty.err]).toEqual([
      2,
      expect.stringContaining('app.pem has no PRIVATE KEY'),
    ]);
    expect([misspelt.exitCode, misspelt.err]).toEqual([2, expect.stringContaining('libraries')]);
    expect([forbidden.exitCode, forbidden.err]).toEqual([
      1,
      expect.stringContaining('Sites.Selected'),
    ]);
    expect(doctor.out + doctor.err).toContain('permission to read sites: Sites.Selected');
    expect(doctor.out + doctor.err).toContain('Grant the app "read" on this site');
    expect(refused.err + forbidden.err + doctor.err + doctor.out).not.toContain(app.secret);
  }, 90_000);
});

import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { cliProcess } from '../../support/cli-process.ts';
import { type FakeSite, serveFakeConfluence } from '../../support/fake-confluence/fake-site.ts';
import { projectFolder } from '../../support/project-folder.ts';
import { writePdf } from '../../support/write-pdf.ts';
import { apiToken, basic, email } from './confluence-source.ts';
import { macro } from './parsed-storage.ts';

const env = { CONFLUENCE_EMAIL: email, CONFLUENCE_API_TOKEN: apiToken };

const configFor = (site: FakeSite, more = '') => `
sources:
  - name: Wiki
    type: confluence
    config:
      url: ${site.siteUrl}
      deployment: cloud
      email: "\${CONFLUENCE_EMAIL}"
      api_token: "\${CONFLUENCE_API_TOKEN}"
      spaces: [ENG, OPS]
      public: true
${more}`;

/** A site with something of everything that a search must find. */
async function workspace() {
  const site = await serveFakeConfluence({ authorization: basic });
  onTestFinished(() => site[Symbol.asyncDispose]());
  const { state } = site;
  state.addSpace('ENG', { name: 'Engineering' });
  state.addSpace('OPS', { name: 'Operations' });
  const page = state.add({
    type: 'page',
    spaceKey: 'ENG',
    title: 'Network',
    storage: `<h2>Open ports</h2>${macro(
      'expand',
      { title: 'All of them' },
      {
        rich: '<table><tbody><tr><th>Port</th><th>Used by</th></tr><tr><td>8443</td><td>turnstile gateway</td></tr></tbody></table>',
      },
    )}${macro('roadmap')}`,
  });
  const secret = state.add({
    type: 'page',
    spaceKey: 'ENG',
    title: 'Salaries',
    parentId: page.id,
    readers: { users: [], groups: ['board'] },
    storage: '<p>The pomegranate clause of the contracts.</p>',
  });
  const onPage = { spaceKey: 'ENG', containerId: page.id } as const;
  const comment = state.add({
    type: 'comment',
    ...onPage,
    storage: '<p>We moved the quicksilver relay elsewhere.</p>',
    comment: { quoted: 'turnstile gateway', isResolved: false },
  });
  const file = state.add({
    type: 'attachment',
    ...onPage,
    title: 'manual.pdf',
    mediaType: 'application/pdf',
    bytes: writePdf({ pages: [['The walnut latch opens to the left.']] }),
  });
  const post = state.add({
    type: 'blogpost',
    spaceKey: 'OPS',
    title: 'A week of outages',
    storage: '<p>The carousel of incidents has stopped.</p>',
  });
  const project = projectFolder({ 'twigkit.yaml': configFor(site) });
  const run = (...args: string[]) => cliProcess(args, { cwd: project.path, env });
  const find = async (query: string) => {
    const { out } = await run('search', query, '--json');
    const [first]: { url: string; text: string }[] = JSON.parse(out).results;
    return first;
  };
  return { site, state, project, run, find, page, secret, comment, file, post };
}

describe('twigkit sync of a Confluence', () => {
  it('lets a search find a macro table, a comment, a PDF and a blog post, and costs nothing when repeated', async () => {
    const { site, run, find, page, comment, file, post } = await workspace();

    const synced = await run('sync', '--json');

    expect(synced.err).toContain('not read macro roadmap in 1 document');
    expect(synced.exitCode).toBe(0);
    expect(JSON.parse(synced.out)).toMatchObject({ added: 4, skipped: 1, failed: 0 });
    const url = site.siteUrl + site.webui(page);
    expect(await find('which port does the turnstile gateway use')).toMatchObject({
      url: `${url}#Open-ports`,
      text: expect.stringContaining('| 8443 | turnstile gateway |'),
    });
    expect(await find('where is the quicksilver relay')).toMatchObject({
      url: expect.stringMatching(`^${url}\\?focusedCommentId=${comment.id}`),
    });
    expect(await find('walnut latch')).toMatchObject({
      url: expect.stringContaining(`pageId=${page.id}&preview=%2F${page.id}%2F${file.id.slice(3)}`),
    });
    expect((await find('carousel of incidents'))?.url).toContain(`/blog/2026/01/01/${post.id}/`);
    expect((await find('pomegranate clause'))?.text ?? '').not.toContain('pomegranate');

    const bodiesBefore = site.log.filter((line) => line.includes('body-format')).length;
    const again = await run('sync', '--json');

    expect(JSON.parse(again.out)).toMatchObject({ unchanged: 4, added: 0, write_calls: 0 });
    expect(site.log.filter((line) => line.includes('body-format'))).toHaveLength(bodiesBefore);
  }, 60_000);

  it('withdraws a page that becomes restricted, and a page that is deleted when two listings agree', async () => {
    const { state, run, find, page, post } = await workspace();
    await run('sync');
    state.touch(page.id, { readers: { users: [], groups: ['board'] } });
    state.edit(post.id, { status: 'trashed' });

    await run('sync');
    const second = await run('sync', '--json');

    expect(second.exitCode).toBe(0);
    expect((await find('turnstile gateway'))?.text ?? '').not.toContain('turnstile');
    expect((await find('carousel of incidents'))?.text ?? '').not.toContain('carousel');
  }, 60_000);

  it('reads the other space when one is gone, keeps what came from it, and exits with 1', async () => {
    const { state, run, find } = await workspace();
    await run('sync');
    const ops = state.spaces.get('OPS');
    if (ops) ops.status = 'archived';
    state.add({
      type: 'page',
      spaceKey: 'ENG',
      title: 'New',
      storage: '<p>A periwinkle door.</p>',
    });

    const synced = await run('sync', '--json');

    expect(synced.exitCode).toBe(1);
    expect(synced.err).toMatch(/shows this account no space OPS/);
    expect(JSON.parse(synced.out)).toMatchObject({ added: 1, deleted: 0 });
    expect((await find('carousel of incidents'))?.text).toContain('carousel');
  }, 60_000);

  it('says which page fails in an outage, keeps its old text, and heals', async () => {
    const { site, state, run, find, page } = await workspace();
    await run('sync');
    state.edit(page.id, { storage: '<p>The marmalade gateway.</p>' });
    site.spoilt.add(page.id);

    const dark = await run('sync', '--json');
    const kept = await find('turnstile gateway');
    site.spoilt.clear();
    const healed = await run('sync', '--json');

    expect(dark.exitCode).toBe(1);
    expect(dark.err).toMatch(new RegExp(`failed +${page.id}: .*500 for the text of "Network"`));
    expect(JSON.parse(dark.out)).toMatchObject({ failed: 1, deleted: 0 });
    expect(kept?.text).toContain('turnstile');
    expect(healed.exitCode).toBe(0);
    expect((await find('marmalade gateway'))?.text).toContain('marmalade');
  }, 60_000);

  it('keeps everything when the site goes dark in the middle, and goes on where it was', async () => {
    // The server tells there of each line that it was made to cut.
    const quiet = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => quiet.mockRestore());
    const { site, state, run, find, page, post } = await workspace();
    await run('sync');
    state.edit(page.id, { storage: '<p>The marmalade gateway.</p>' });
    state.edit(post.id, { storage: '<p>The carousel has been repaired.</p>' });
    site.outage.after = (address) => address.includes('body-format');

    const dark = await run('sync', '--json');
    const kept = await find('turnstile gateway');
    site.outage.after = undefined;
    const healed = await run('sync', '--json');

    expect(dark.exitCode).toBe(1);
    expect(dark.err).toMatch(
      /failed[^\n]*no answer for the text of "Network": The connection broke/,
    );
    expect(dark.err).toMatch(/stopped[^\n]*no answer for the blog posts of OPS|the pages of OPS/);
    expect(JSON.parse(dark.out)).toMatchObject({ deleted: 0 });
    expect(kept?.text).toContain('turnstile');
    expect([healed.exitCode, JSON.parse(healed.out)]).toMatchObject([0, { updated: 2, failed: 0 }]);
    expect((await find('marmalade gateway'))?.text).toContain('marmalade');
  }, 90_000);

  it('names a page that is malformed, keeps what it said before, and reads the rest', async () => {
    const { state, run, find, page } = await workspace();
    await run('sync');
    state.edit(page.id, { storage: undefined, adf: '{"type":"doc","content":[' });
    state.add({
      type: 'page',
      spaceKey: 'ENG',
      title: 'New',
      storage: '<p>A periwinkle door.</p>',
    });

    const synced = await run('sync', '--json');

    expect(synced.exitCode).toBe(1);
    expect(synced.err).toMatch(
      new RegExp(`failed +${page.id}: The text of "Network" is malformed`),
    );
    expect(JSON.parse(synced.out)).toMatchObject({ added: 1, failed: 1, deleted: 0 });
    expect((await find('turnstile gateway'))?.text).toContain('turnstile');
    expect((await find('periwinkle door'))?.text).toContain('periwinkle');
  }, 90_000);

  it('is looked at by the doctor, who names the missing permission and how to grant it', async () => {
    const { site, run } = await workspace();
    const sound = await run('doctor');
    site.missingScopes.set('/restriction/', 'read:content.restriction:confluence');

    const lacking = await run('doctor');

    expect([sound.exitCode, sound.out]).toEqual([0, expect.stringContaining('list the pages')]);
    expect(sound.out).toContain('write token_expires to be warned');
    expect(lacking.exitCode).toBe(1);
    expect(lacking.out).toMatch(
      /MISSING +read who may see "Network"[^\n]*\n[^\n]*read:content\.restriction:confluence/,
    );
  }, 60_000);

  it('names a wrong token and a missing scope, with exit code 1, and a wrong option with 2', async () => {
    const { site, project, run } = await workspace();
    const wrong = await cliProcess(['sync'], {
      cwd: project.path,
      env: { ...env, CONFLUENCE_API_TOKEN: 'old-token' },
    });
    site.missingScopes.set('/content/search', 'read:content-details:confluence');
    const unscoped = await run('sync');
    project.write('twigkit.yaml', configFor(site, '      comment: none\n'));
    const misspelt = await run('sync');

    expect([wrong.exitCode, wrong.err]).toEqual([
      1,
      expect.stringMatching(/answered 401 for the spaces ENG, OPS[\s\S]*has expired/),
    ]);
    expect([unscoped.exitCode, unscoped.err]).toEqual([
      1,
      expect.stringContaining('Add the scope read:content-details:confluence'),
    ]);
    expect([misspelt.exitCode, misspelt.err]).toEqual([2, expect.stringContaining('comments')]);
    expect(wrong.err + unscoped.err + misspelt.err).not.toContain(apiToken);
  }, 60_000);
});

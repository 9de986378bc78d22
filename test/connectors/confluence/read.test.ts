import { describe, expect, it, onTestFinished } from 'vitest';
import { FixCredentialsError, FixInputError } from '#core/errors.ts';
import { createHttp } from '#http/create-http.ts';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { createCloudApi } from '../../../connectors/confluence/cloud-api.ts';
import { openConnection } from '../../../connectors/confluence/connection.ts';
import { options } from '../../../connectors/confluence/options.ts';
import { caught } from '../../support/caught.ts';
import { collectSource } from '../../support/collect-source.ts';
import {
  type FakeSiteOptions,
  serveFakeConfluence,
} from '../../support/fake-confluence/fake-site.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { apiToken, basic, confluenceSource, email } from './confluence-source.ts';
import { macro } from './parsed-storage.ts';
import { serveSite } from './serve-site.ts';

/** A space with a page in a page in a folder. */
async function smallSite(options: FakeSiteOptions = {}) {
  const site = await serveSite(options);
  const { state } = site;
  state.addSpace('ENG', { name: 'Engineering' });
  const folder = state.add({ type: 'folder', spaceKey: 'ENG', title: 'Guides' });
  const home = state.add({
    type: 'page',
    spaceKey: 'ENG',
    title: 'Home',
    ...(site.isDataCenter ? {} : { parentId: folder.id }),
    storage: '<p>Welcome.</p>',
  });
  const page = state.add({
    type: 'page',
    spaceKey: 'ENG',
    title: 'Install',
    parentId: home.id,
    labels: ['howto', 'alpha'],
    storage: '<h2>Steps</h2><p>Unpack it.</p>',
  });
  return { site, state, home, page };
}

const { signal } = new AbortController();

describe.each(['cloud', 'data_center'] as const)('a read of %s', (deployment) => {
  it('announces pages with breadcrumb, author, dates, labels and a deep link, without any body', async () => {
    const { site, page } = await smallSite({ deployment });

    const { items, coverage } = await collectSource(confluenceSource(site));

    expect(coverage).toBe('everything');
    const item = items.get(page.id);
    const trail = deployment === 'cloud' ? ['Guides', 'Home'] : ['Home'];
    expect(item?.breadcrumb).toEqual(['Engineering', ...trail]);
    expect(item?.metadata).toMatchObject({ author: 'Ada Lovelace', labels: ['alpha', 'howto'] });
    expect(item?.updatedAt).toBe(page.changedAt);
    expect(item?.acl).toEqual({ kind: 'public' });
    expect(item?.url).toBe(site.siteUrl + site.webui(page));
    expect(site.log.join()).not.toMatch(/body-format|body\.storage/);
  });

  it('lists 1,200 pages whole although pages of the listing are short, capped or empty', async () => {
    const { site, state } = await smallSite({ deployment });
    for (let at = 0; at < 1_200; at += 1) state.add({ type: 'page', spaceKey: 'ENG' });
    if (site.isDataCenter) site.traps.pageCap = 70;
    else site.traps.emptyPages = true;

    const { ids, coverage } = await collectSource(confluenceSource(site, { attachments: false }));

    expect(new Set(ids).size).toBe(1_202);
    expect(coverage).toBe('everything');
  });

  it('steps over one page that breaks every listing, says so, and covers no more than changes', async () => {
    const { site, state, page } = await smallSite({ deployment });
    const others = Array.from(
      { length: 30 },
      () => state.add({ type: 'page', spaceKey: 'ENG' }).id,
    );
    site.poisoned.add(others[10]!);
    if (deployment === 'cloud') site.poisoned.delete(page.id);

    const { ids, failed, coverage } = await collectSource(
      confluenceSource(site, { comments: 'none', attachments: false, blog_posts: false }),
    ).catch((error: Error) => ({ ids: [], failed: [{ error }], coverage: error.message }));

    if (deployment === 'data_center') {
      expect(ids).toHaveLength(31);
      expect(ids).not.toContain(others[10]);
      expect(coverage).toBe('changes');
    } else {
      // The search for restrictions shows the same page: without them nothing may be announced.
      expect(coverage).toMatch(/500 for the labels and restrictions in ENG/);
    }
    expect(failed).toHaveLength(1);
  });

  it('intersects the readers of a page with those of everything it lies in', async () => {
    const { site, state, home, page } = await smallSite({ deployment });
    state.touch(home.id, { readers: { users: ['5b10ac8d82e05b22cc7d4ef5'], groups: ['staff'] } });
    state.touch(page.id, { readers: { users: [], groups: ['admins'] } });

    const open = await collectSource(confluenceSource(site));
    const closed = await collectSource(confluenceSource(site, { public: false }));

    const lists = [
      [
        { source: 'confluence', kind: 'user', id: '5b10ac8d82e05b22cc7d4ef5' },
        { source: 'confluence', kind: 'group', id: 'staff' },
      ],
      [{ source: 'confluence', kind: 'group', id: 'admins' }],
    ];
    const space = [{ source: 'confluence', kind: 'group', id: 'everyone' }];
    expect(open.items.get(page.id)?.acl).toEqual({ kind: 'restricted', allOf: lists });
    expect(closed.items.get(page.id)?.acl).toEqual({
      kind: 'restricted',
      allOf: [space, ...lists],
    });
  });

  it('leaves the readers unknown when it may not learn who may read the space', async () => {
    const { site, page } = await smallSite({ deployment });
    site.forbidden.add('/permissions');

    const { items } = await collectSource(confluenceSource(site, { public: false }));

    expect(items.get(page.id)).toBeDefined();
    expect(items.get(page.id)?.acl).toBeUndefined();
  });

  it('gives a page another version when a label changes; its place and readers are only told anew', async () => {
    const { site, state, home, page } = await smallSite({ deployment });
    const look = async () => (await collectSource(confluenceSource(site))).items.get(page.id);
    const first = await look();
    expect((await look())?.version).toBe(first?.version);

    state.touch(page.id, { labels: ['howto'] });
    const labelled = await look();
    state.touch(page.id, { readers: { users: [], groups: ['admins'] } });
    state.touch(home.id, { title: 'Start' });
    const moved = await look();

    expect(labelled?.version).not.toBe(first?.version);
    expect(moved?.version).toBe(labelled?.version);
    expect(moved?.breadcrumb?.at(-1)).toBe('Start');
    expect(moved?.acl).toMatchObject({ kind: 'restricted' });
  });

  it('announces comments and attachments in their page, and what the page says, its readers too', async () => {
    const { site, state, page } = await smallSite({ deployment });
    const inPage = { spaceKey: 'ENG', containerId: page.id } as const;
    const inline = state.add({
      type: 'comment',
      ...inPage,
      storage: '<p>With which tool?</p>',
      comment: { quoted: 'Unpack it', isResolved: false },
    });
    const resolved = state.add({
      type: 'comment',
      ...inPage,
      comment: { quoted: undefined, isResolved: true },
    });
    const file = state.add({
      type: 'attachment',
      ...inPage,
      title: 'notes.txt',
      mediaType: 'text/plain',
      bytes: Buffer.from('Mind the step.'),
    });
    const picture = state.add({
      type: 'attachment',
      ...inPage,
      title: 'a.png',
      mediaType: 'image/png',
    });
    state.touch(page.id, { readers: { users: [], groups: ['admins'] } });

    const { items, skipped } = await collectSource(confluenceSource(site));

    const comment = items.get(`comment:${inline.id}`);
    const attachment = items.get(file.id);
    expect(comment?.breadcrumb?.at(-1)).toBe('Install');
    expect(comment?.url).toContain(`focusedCommentId=${inline.id}`);
    expect(comment?.title).toBe('Comment by Ada Lovelace on "Install"');
    expect(await comment?.load?.(signal)).toMatchObject({
      text: expect.stringContaining(
        '<blockquote><p>Unpack it</p></blockquote><p>With which tool?</p>',
      ),
    });
    expect(attachment?.acl).toEqual(items.get(page.id)?.acl);
    const loaded = await attachment?.load?.(signal);
    expect(loaded?.as === 'bytes' && Buffer.from(loaded.bytes).toString()).toBe('Mind the step.');
    expect(skipped).toEqual({ [`comment:${resolved.id}`]: 'resolved', [picture.id]: 'binary' });
  });

  it('inlines an included page, and makes a new version when only that one changes', async () => {
    const { site, state, page } = await smallSite({ deployment });
    const container = state.add({
      type: 'page',
      spaceKey: 'ENG',
      title: 'Manual',
      storage:
        '<ac:structured-macro ac:name="include"><ac:parameter ac:name=""><ac:link><ri:page ri:content-title="Install" /></ac:link></ac:parameter></ac:structured-macro>',
    });
    const notebook = createMemoryNotebook();
    const look = async () => {
      const { items } = await collectSource(confluenceSource(site, {}, { notebook }));
      const item = items.get(container.id);
      const content = await item?.load?.(signal);
      return { version: item?.version, text: content?.as === 'text' ? content.text : '' };
    };

    const first = await look();
    const second = await look();
    state.edit(page.id, { storage: '<p>Just run it.</p>' });
    const changed = await look();
    const settled = await look();
    state.touch(page.id, { readers: { users: [], groups: ['admins'] } });
    const restricted = await look();
    state.touch(container.id, { readers: { users: [], groups: ['admins'] } });
    const closed = await look();

    expect(first.text).toContain('Unpack it.');
    expect(second.version).toBe(first.version);
    expect(changed.text).toContain('Just run it.');
    expect(changed.version).not.toBe(first.version);
    expect(settled.version).toBe(changed.version);
    // Nobody touched the page that shows it; without another version its text would stay.
    expect(restricted.version).not.toBe(settled.version);
    expect(restricted.text).not.toContain('Just run it.');
    expect(closed.version).toBe(settled.version);
    expect(closed.text).toContain('Just run it.');
  });

  it('resolves what a page names also when it is asked for alone, without a listing', async () => {
    const { site, state } = await smallSite({ deployment });
    const link = '<ac:link><ri:page ri:content-title="Install" /></ac:link>';
    const container = state.add({
      type: 'page',
      spaceKey: 'ENG',
      storage: `<p>${link}</p>${macro('include', { '': link })}`,
    });
    const source = confluenceSource(site);

    const alone = await source.get?.({ id: 'ENG', title: 'ENG' }, container.id);
    const listed = (await collectSource(source)).items.get(container.id);

    const text = async (item: typeof alone) =>
      item && 'load' in item ? item.load?.(signal) : undefined;
    expect(await text(alone)).toMatchObject({ text: expect.stringContaining('Unpack it.') });
    expect(await text(alone)).toEqual(await text(listed));
  });

  it('keeps a page whose text the site does not give, instead of taking it for empty', async () => {
    const { site, state, page } = await smallSite({ deployment });
    const { items } = await collectSource(confluenceSource(site));
    state.touch(page.id, { storage: undefined });

    const error = await caught((async () => items.get(page.id)?.load?.(signal))());

    expect(error).toMatchObject({
      name: 'SkipDocumentError',
      code: 'no_body',
      message: expect.stringContaining('"Install"'),
    });
  });

  it('fails a page alone that is deleted between the listing and its turn', async () => {
    const { site, state, page } = await smallSite({ deployment });
    const { items } = await collectSource(confluenceSource(site));
    state.contents.delete(page.id);

    const error = await caught((async () => items.get(page.id)?.load?.(signal))());

    expect(error).toMatchObject({ name: 'SkipDocumentError', code: 'not_found' });
  });

  it('fails the scope of a space that the site does not show, and keeps what is there', async () => {
    const { site } = await smallSite({ deployment });
    const source = confluenceSource(site, { spaces: ['ENG', 'LOST'] });
    const scopes: string[] = [];
    for await (const { id } of source.scopes()) scopes.push(id);

    const error = await caught(
      source.read({ id: 'LOST', title: 'LOST' }, undefined, async () => undefined).next(),
    );

    expect(scopes).toEqual(['ENG', 'LOST']);
    expect(error).toMatchObject({ name: 'StopScopeError', code: 'space_missing' });
  });

  it('waits as long as a 429 asks, and goes on', async () => {
    const { site } = await smallSite({ deployment });
    site.throttle = { count: 2, retryAfter: '7' };
    const clock = manualClock({ skips: true });

    const { ids } = await collectSource(confluenceSource(site, {}, { clock }));

    expect(ids).toHaveLength(2);
    expect(clock.sleeps.some((ms) => ms >= 7_000)).toBe(true);
  });

  it('names a wrong token', async () => {
    const { site } = await smallSite({ deployment, authorization: 'Basic of-somebody-else' });

    const error = await caught(collectSource(confluenceSource(site)));

    expect(error).toBeInstanceOf(FixCredentialsError);
    expect(error).toMatchObject({ code: 'unauthorized' });
  });
});

describe('a read of Cloud', () => {
  it('asks 40 times for 10,000 pages, 50 times for who may read them, and for no text', async () => {
    // Not held against the description: one page of each listing is, in every other test.
    const site = await serveFakeConfluence();
    onTestFinished(() => site[Symbol.asyncDispose]());
    site.state.addSpace('ENG');
    for (let at = 0; at < 10_000; at += 1) site.state.add({ type: 'page', spaceKey: 'ENG' });

    const { ids } = await collectSource(confluenceSource(site, { spaces: ['ENG'] }));

    const counts: Record<string, number> = {};
    for (const line of site.log) {
      const [, path = ''] = /^GET ([^?]*)/.exec(line) ?? [];
      const what = path.replace(/\d{4,}/g, ':id');
      counts[what] = (counts[what] ?? 0) + 1;
    }
    expect(ids).toHaveLength(10_000);
    expect(counts).toEqual({
      '/wiki/api/v2/spaces': 1,
      '/wiki/api/v2/spaces/:id/pages': 40,
      '/wiki/api/v2/spaces/:id/blogposts': 1,
      // Of pages and blog posts 50, then one for comments and one for attachments: there are none.
      '/wiki/rest/api/content/search': 52,
      '': 1,
    });
    expect(site.log.filter((line) => line.startsWith('POST'))).toEqual([
      'POST /wiki/api/v2/users-bulk',
    ]);
  });

  it('goes through the API host with a scoped token, and asks the site for its id', async () => {
    const { site } = await smallSite({ viaApiHost: true, authorization: basic });
    const config = { scoped: true, api_url: new URL(site.siteUrl).origin };

    const { ids } = await collectSource(confluenceSource(site, config));

    expect(ids).toHaveLength(2);
    expect(site.log.filter((line) => line.includes('/_edge/tenant_info'))).toHaveLength(1);
  });

  it('names the scope that a token lacks', async () => {
    const { site } = await smallSite();
    site.missingScopes.set('/api/v2/spaces/', 'read:page:confluence');

    const error = await caught(collectSource(confluenceSource(site)));

    expect(error).toMatchObject({
      code: 'scope_missing',
      hint: expect.stringContaining('read:page:confluence'),
    });
  });

  it('exchanges a refresh token once for two readers at once, keeps the new one, and renews an ended access', async () => {
    const oauth = {
      clientId: 'app',
      clientSecret: 'shh-0123456789',
      refreshToken: 'first-0123456789',
    };
    const { site } = await smallSite({ viaApiHost: true, oauth });
    const { origin } = new URL(site.siteUrl);
    const config = {
      email: undefined,
      api_token: undefined,
      api_url: origin,
      oauth: {
        client_id: oauth.clientId,
        client_secret: oauth.clientSecret,
        refresh_token: oauth.refreshToken,
        token_url: `${origin}/oauth/token`,
      },
    };
    const notebook = createMemoryNotebook();
    const read = () => collectSource(confluenceSource(site, config, { notebook }));

    await Promise.all([read(), read()]);
    expect(site.tokens.refreshed).toBe(1);
    site.tokens.access.clear();
    const { ids } = await read();

    expect(ids).toHaveLength(2);
    expect(site.tokens.refreshed).toBe(2);
    site.tokens.access.clear();
    site.tokens.refresh = 'used by somebody else';
    expect(await caught(read())).toMatchObject({ code: 'oauth_refused' });
  });

  it('ends a listing that names itself as its next page', async () => {
    const { site } = await smallSite();
    site.traps.repeatedCursor = true;

    const error = await caught(collectSource(confluenceSource(site, { spaces: ['ENG'] })));

    expect(error).toMatchObject({ code: 'endless_listing' });
  });

  it('reads a page backwards from the end when one in the middle breaks the listing', async () => {
    const { site, state } = await smallSite();
    const ids = Array.from({ length: 40 }, () => state.add({ type: 'page', spaceKey: 'ENG' }).id);
    site.poisoned.add(ids[20]!);
    const seen: string[] = [];
    const failures: string[] = [];
    const config = options.parse({
      url: site.siteUrl,
      deployment: 'cloud',
      email,
      api_token: apiToken,
    });
    const context = {
      config,
      http: createHttp(),
      clock: manualClock({ skips: true }),
      signal,
      notebook: createMemoryNotebook(),
    };
    const api = createCloudApi(openConnection(context), config);
    for await (const space of api.spaces(['ENG'], signal)) {
      for await (const listed of api.contents(space, 'page', signal)) {
        if (listed.is === 'hole') failures.push(listed.error.message);
        else seen.push(listed.entry.node.id);
      }
    }

    expect(seen).toHaveLength(41);
    expect(seen).not.toContain(ids[20]);
    expect(failures).toHaveLength(1);
  });

  it('reads a page that is kept in the other format', async () => {
    const { site, state } = await smallSite();
    const adf = {
      type: 'doc',
      content: [
        { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'Two words' }] },
        {
          type: 'panel',
          attrs: { panelType: 'info' },
          content: [
            {
              type: 'paragraph',
              content: [{ type: 'text', text: 'Mind.', marks: [{ type: 'strong' }] }],
            },
          ],
        },
        { type: 'extension', attrs: { extensionKey: 'roadmap' } },
      ],
    };
    const page = state.add({ type: 'page', spaceKey: 'ENG', adf: JSON.stringify(adf) });

    const { items } = await collectSource(confluenceSource(site));

    expect(await items.get(page.id)?.load?.(signal)).toMatchObject({
      text: expect.stringMatching(
        /<h2 id="Two-words">.*<p><strong>Info<\/strong><\/p><p><strong>Mind\./,
      ),
      lost: ['macro roadmap'],
    });
  });

  it('fails a page alone whose other format is malformed', async () => {
    const { site, state } = await smallSite();
    const page = state.add({ type: 'page', spaceKey: 'ENG', title: 'Torn', adf: '{"type":"doc",' });
    const { items } = await collectSource(confluenceSource(site));

    const error = await caught((async () => items.get(page.id)?.load?.(signal))());

    expect(error).toMatchObject({
      name: 'SkipDocumentError',
      code: 'malformed_body',
      message: 'The text of "Torn" is malformed.',
    });
  });

  it('sends credentials to the site alone: a signed host of files never sees them', async () => {
    const { site, state, page } = await smallSite({ authorization: basic });
    const file = state.add({
      type: 'attachment',
      spaceKey: 'ENG',
      containerId: page.id,
      title: 'a.txt',
      mediaType: 'text/plain',
      bytes: Buffer.from('Text.'),
    });

    const { items } = await collectSource(confluenceSource(site));

    expect(await items.get(file.id)?.load?.(signal)).toMatchObject({ as: 'bytes' });
    expect(JSON.stringify([...items.values()])).not.toContain(site.mediaToken);
  });
});

describe('the options', () => {
  it.each([
    [{}, /there are no credentials/],
    [{ api_token: 'x' }, /needs the e-mail address/],
    [{ email, api_token: 'x', personal_access_token: 'y' }, /several credentials/],
    [{ email, api_token: 'x', space: ['ENG'] }, /spaces/],
    [{ email, api_token: 'x', comments: 'some' }, /write open, all or none/],
  ])('refuse %j with a word', async (config, message) => {
    const site = { siteUrl: 'https://example.atlassian.net/wiki', isDataCenter: false };
    const without = { email: undefined, api_token: undefined, deployment: undefined };

    const error = await caught((async () => confluenceSource(site, { ...without, ...config }))());

    expect(error).toBeInstanceOf(FixInputError);
    expect(error).toHaveProperty('message', expect.stringMatching(message));
  });
});

describe('the check', () => {
  it('tries each permission and names the missing one and how to grant it', async () => {
    const { site } = await smallSite();
    site.missingScopes.set('/content/search', 'read:content-details:confluence');
    const source = confluenceSource(site, { token_expires: '2026-01-20', spaces: ['ENG', 'LOST'] });
    const findings: string[] = [];
    for await (const { ok, subject, message = '' } of source.check?.() ?? []) {
      findings.push(`${ok ? 'ok' : 'no'} ${subject} ${message}`);
    }

    expect(findings.filter((line) => line.startsWith('ok')).length).toBeGreaterThan(4);
    expect(findings.filter((line) => line.startsWith('no'))).toEqual([
      expect.stringMatching(/the token is good until 2026-01-20 .*ends in 4 days/),
      expect.stringMatching(/find the space LOST/),
      expect.stringMatching(/labels and restrictions.*read:content-details:confluence/),
      expect.stringMatching(/comments.*read:content-details:confluence/),
      expect.stringMatching(/attachments.*read:content-details:confluence/),
    ]);
  });
});

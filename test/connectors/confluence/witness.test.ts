import type { ClientConfig } from 'confluence.js';
import { describe, expect, it } from 'vitest';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { collectSource } from '../../support/collect-source.ts';
import {
  describedConfluence,
  type Exchange,
  loadConfluenceLibrary,
} from '../../support/confluence-description.ts';
import type { FakeSite } from '../../support/fake-confluence/fake-site.ts';
import { apiToken, basic, confluenceSource, email } from './confluence-source.ts';
import { macro } from './parsed-storage.ts';
import { serveSite } from './serve-site.ts';

/** One of each kind that the connector asks for. */
async function wholeSite() {
  const exchanges: Exchange[] = [];
  const witness = (exchange: Exchange) => exchanges.push(exchange);
  const site = await serveSite({ authorization: basic, witness });
  const { state } = site;
  const space = state.addSpace('ENG');
  const folder = state.add({ type: 'folder', spaceKey: 'ENG', title: 'Guides' });
  const page = state.add({
    type: 'page',
    spaceKey: 'ENG',
    title: 'Home',
    parentId: folder.id,
    labels: ['howto'],
    readers: { users: ['5b10ac8d82e05b22cc7d4ef5'], groups: ['staff'] },
    storage: `<p><ac:link><ri:user ri:account-id="5b10ac8d82e05b22cc7d4ef6" /></ac:link></p>`,
  });
  const elsewhere =
    '<ac:link><ri:page ri:content-title="Elsewhere" ri:space-key="OPS" /></ac:link>';
  state.addSpace('OPS');
  state.add({ type: 'page', spaceKey: 'OPS', title: 'Elsewhere', storage: '<p>Words.</p>' });
  state.add({
    type: 'page',
    spaceKey: 'ENG',
    title: 'Newer',
    storage: macro('include', { '': elsewhere }),
  });
  const post = state.add({
    type: 'blogpost',
    spaceKey: 'ENG',
    title: 'News',
    storage: '<p>New.</p>',
  });
  const onPage = { spaceKey: 'ENG', containerId: page.id } as const;
  const footer = state.add({
    type: 'comment',
    ...onPage,
    storage: '<p>Fine.</p>',
    comment: { quoted: undefined, isResolved: false },
  });
  const inline = state.add({
    type: 'comment',
    ...onPage,
    storage: '<p>Why?</p>',
    comment: { quoted: 'words', isResolved: false },
  });
  const file = state.add({
    type: 'attachment',
    ...onPage,
    title: 'a.txt',
    mediaType: 'text/plain',
    bytes: Buffer.from('Text.'),
  });
  return { site, exchanges, space, folder, page, post, footer, inline, file };
}

/** Everything the connector does: check, read, load, and each document asked for alone. */
async function useConnector(site: FakeSite): Promise<void> {
  const { signal } = new AbortController();
  const notebook = createMemoryNotebook();
  const config = { public: false, spaces: ['ENG'], archived: true };
  const source = confluenceSource(site, config, { notebook });
  for await (const { ok, subject, message } of source.check?.() ?? []) {
    expect([ok, subject, message]).toEqual([true, subject, undefined]);
  }
  // The second read asks what the included pages of other spaces have become.
  for (let read = 0; read < 2; read += 1) {
    const { items } = await collectSource(source);
    expect(items.size).toBe(6);
    for (const item of items.values()) {
      await item.load?.(signal);
      const alone = await source.get?.({ id: 'ENG', title: 'ENG' }, item.id);
      expect(alone).toMatchObject({ id: item.id, version: item.version, url: item.url });
    }
  }
}

/** Of a request what it asks, whatever it asks it of. */
const shapeOf = ({ method, address }: Exchange) =>
  `${method} ${address.replace(/\?.*/, '').replace(/\/(?:att)?\d+/g, '/:id')}`;

describe("the vendor's description of the API", () => {
  it('knows every request of the connector, and the answers of the fake to them', async () => {
    const { site, exchanges } = await wholeSite();

    await useConnector(site);

    // The site itself held each of them against the description; these are all there are.
    expect(new Set(exchanges.map(shapeOf))).toEqual(
      new Set([
        'GET /wiki/api/v2/spaces',
        'GET /wiki/api/v2/spaces/:id/pages',
        'GET /wiki/api/v2/spaces/:id/blogposts',
        'GET /wiki/api/v2/spaces/:id/permissions',
        'GET /wiki/api/v2/pages',
        'GET /wiki/api/v2/pages/:id',
        'GET /wiki/api/v2/pages/:id/labels',
        'GET /wiki/api/v2/blogposts/:id',
        'GET /wiki/api/v2/blogposts/:id/labels',
        'GET /wiki/api/v2/folders/:id',
        'GET /wiki/api/v2/footer-comments/:id',
        'GET /wiki/api/v2/inline-comments/:id',
        'GET /wiki/api/v2/attachments/:id',
        'POST /wiki/api/v2/users-bulk',
        'GET /wiki/rest/api/content/search',
        'GET /wiki/rest/api/content/:id/restriction/byOperation/read',
        'GET /wiki/rest/api/content/:id/child/attachment/:id/download',
      ]),
    );
  });

  it.each([
    ['a path', { address: '/wiki/api/v2/sites' }, /no such operation/],
    ['a verb', { method: 'PUT' }, /no such operation/],
    ['a parameter', { address: '/wiki/api/v2/spaces?key=ENG' }, /no parameter key/],
    ['a value', { address: '/wiki/api/v2/spaces?status=open' }, /status cannot be open/],
    ['an id', { address: '/wiki/api/v2/pages/home' }, /id cannot be home/],
    ['a field', { answer: { results: [], total: 1 } }, /total/],
    ['an answer', { answer: { results: [{ id: 1 }] } }, /results/],
  ])('does not know %s that is not in it', async (_, wrong, message) => {
    const sound: Exchange = {
      method: 'GET',
      address: '/wiki/api/v2/spaces?keys=ENG&status=current&limit=250',
      body: undefined,
      status: 200,
      answer: { results: [], _links: {} },
    };
    const problemOf = await describedConfluence();

    expect(problemOf(sound)).toBeUndefined();
    expect(problemOf({ ...sound, ...wrong })).toMatch(message);
  });
});

describe('a client that was not written here', () => {
  it('reads the fake and finds every answer as documented', async () => {
    const made = await wholeSite();
    const { site, space, folder, page, post, footer, inline, file } = made;
    const config: ClientConfig = {
      host: new URL(site.siteUrl).origin,
      auth: { type: 'basic', email, apiToken },
    };
    const { createV1Client, createV2Client } = await loadConfluenceLibrary();
    const v2 = createV2Client(config);
    const v1 = createV1Client(config);
    const id = Number(space.id);
    const bodyFormat = 'storage';

    const pages = await v2.page.getPagesInSpace({ id, limit: 250, sort: 'id' });
    const answers = [
      await v2.space.getSpaces({ keys: ['ENG'] }),
      await v2.blogPost.getBlogPostsInSpace({ id, limit: 250 }),
      await v2.page.getPageById({ id: Number(page.id), bodyFormat }),
      await v2.blogPost.getBlogPostById({ id: Number(post.id), bodyFormat }),
      await v2.label.getPageLabels({ id: Number(page.id) }),
      await v2.comment.getFooterCommentById({ commentId: Number(footer.id), bodyFormat }),
      await v2.comment.getInlineCommentById({ commentId: Number(inline.id), bodyFormat }),
      await v2.attachment.getAttachmentById({ id: file.id }),
      await v2.folder.getFolderById({ id: Number(folder.id) }),
      await v2.user.createBulkUserLookup({ body: { accountIds: ['5b10ac8d82e05b22cc7d4ef5'] } }),
      await v2.spacePermissions.getSpacePermissionsAssignments({ id }),
      await v1.content.searchContentByCQL({
        cql: 'space="ENG" and type=comment',
        expand: ['version', 'container', 'extensions.inlineProperties'],
      }),
      await v1.contentRestrictions.getRestrictionsForOperation({
        id: page.id,
        operationKey: 'read',
      }),
    ];

    expect(answers).not.toContain(undefined);
    expect(pages.results?.map(({ title }) => title)).toEqual(['Home', 'Newer']);
  });
});

import { describe, expect, it } from 'vitest';
import { article, articleList, articleVersionList } from '#twig/api/articles.ts';
import { errorBody } from '#twig/api/error-body.ts';
import type { ChunkArticle } from '#twig/server/chunk-article.ts';
import { openTwigServer, type TestServer } from '../../../support/open-twig-server.ts';
import { textsFound } from '../../../support/push-body.ts';
import { runBackground } from '../../../support/run-background.ts';
import { waitUntil } from '../../../support/wait-until.ts';

const path = '/api/v1/kb';
const reset = {
  title: 'How to reset a password',
  content: 'Click the zebra button.',
  tags: ['auth', 'password'],
  status: 'published',
};

/** One chunk for each article. */
const chunkArticle: ChunkArticle = async ({ id, content }) => [
  { id: `chk_${id}`, index: 0, text: content, headings: [], token_count: 4, content_hash: content },
];

const write = async (twig: TestServer, body: object, id?: string) => {
  const answer = await twig.call(id ? 'PUT' : 'POST', id ? `${path}/${id}` : path, { body });
  return article.parse(await answer.json());
};

describe('knowledge base articles', () => {
  it('are created, shown and listed by status', async () => {
    using twig = await openTwigServer({ chunkArticle });

    const published = await write(twig, reset);
    const draft = await write(twig, { title: 'Later', content: 'Not yet.' });
    const drafts = articleList.parse(
      await (await twig.call('GET', `${path}?status=draft&limit=10`)).json(),
    );
    const one = article.parse(await (await twig.call('GET', `${path}/${published.id}`)).json());

    expect(published).toMatchObject({ ...reset, version: 1 });
    expect(published.id).toMatch(/^kb_/);
    expect(draft).toMatchObject({ status: 'draft', tags: [] });
    expect(drafts).toMatchObject({ total: 1, limit: 10, offset: 0, articles: [{ id: draft.id }] });
    expect(one).toEqual(published);
  });

  it('get a new version by a partial update, and keep every earlier one', async () => {
    using twig = await openTwigServer({ chunkArticle });
    const { id } = await write(twig, reset);
    await twig.clock.advance(1_000);

    const second = await write(twig, { content: 'Click the okapi button.' }, id);
    const third = await write(twig, { tags: [] }, id);
    const versions = articleVersionList.parse(
      await (await twig.call('GET', `${path}/${id}/versions`)).json(),
    );

    expect(second).toMatchObject({ ...reset, content: 'Click the okapi button.', version: 2 });
    expect(second.updated_at).not.toBe(second.created_at);
    expect(third).toMatchObject({ version: 3, tags: [], title: reset.title });
    expect(versions.total).toBe(3);
    expect(versions.versions.map(({ version, content }) => [version, content])).toEqual([
      [3, 'Click the okapi button.'],
      [2, 'Click the okapi button.'],
      [1, 'Click the zebra button.'],
    ]);
  });

  it('are found once published, in their newest version, and no longer as drafts', async () => {
    using twig = await openTwigServer({ chunkArticle });

    const { id } = await write(twig, { ...reset, status: 'draft' });
    const asDraft = await textsFound(twig, 'zebra');
    await write(twig, { status: 'published' }, id);
    const published = await textsFound(twig, 'zebra');
    await write(twig, { content: 'Click the okapi button.' }, id);
    const changed = [await textsFound(twig, 'zebra'), await textsFound(twig, 'okapi')];
    await write(twig, { status: 'draft' }, id);

    expect(asDraft).toEqual([]);
    expect(published).toEqual(['Click the zebra button.']);
    expect(changed).toEqual([[], ['Click the okapi button.']]);
    expect(await textsFound(twig, 'okapi')).toEqual([]);
  });

  it('are kept and not found where that is switched off, and found once it is on again', async () => {
    using twig = await openTwigServer();
    const { id } = await write(twig, reset);
    const off = await textsFound(twig, 'zebra');

    using on = twig.reopen({ chunkArticle });
    await using _background = runBackground(on.server);
    await waitUntil('it is found', async () => (await textsFound(on, 'zebra')).length === 1);
    using again = on.reopen({});
    await using _more = runBackground(again.server);
    await waitUntil('it is lost', async () => (await textsFound(again, 'zebra')).length === 0);

    expect(off).toEqual([]);
    expect((await again.call('GET', `${path}/${id}`)).status).toBe(200);
  });

  it('are in no list of data sources, and changed only as articles', async () => {
    using twig = await openTwigServer({ chunkArticle });
    await write(twig, reset);
    const sourceId = String(twig.reader.get("SELECT id FROM data_sources WHERE type = 'kb'")?.id);
    const source = `/api/v1/data-sources/${sourceId}`;

    const list = await (await twig.call('GET', '/api/v1/data-sources')).json();
    const refused = [
      await twig.call('PUT', source, { body: { name: 'x' } }),
      await twig.call('DELETE', source),
      await twig.call('POST', `${source}/sync`),
    ];

    expect(list).toMatchObject({ total: 0, data_sources: [] });
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400]);
    expect(await textsFound(twig, 'zebra')).toHaveLength(1);
  });

  it('name every bad field at once', async () => {
    using twig = await openTwigServer({ chunkArticle });

    const body = { title: '', content: 7, tags: 'auth', status: 'live' };
    const answer = await twig.call('POST', path, { body });

    expect(answer.status).toBe(400);
    expect(Object.keys(errorBody.parse(await answer.json()).error.details)).toEqual([
      'title',
      'content',
      'tags',
      'status',
    ]);
  });

  it('are refused with 409 when somebody else wrote meanwhile', async () => {
    let meddle: (() => Promise<unknown>) | undefined;
    using twig = await openTwigServer({
      async chunkArticle(text, signal) {
        const other = meddle;
        meddle = undefined;
        await other?.();
        return chunkArticle(text, signal);
      },
    });
    const { id } = await write(twig, reset);
    meddle = () => write(twig, { title: 'Theirs' }, id);

    const answer = await twig.call('PUT', `${path}/${id}`, { body: { title: 'Ours' } });

    expect(answer.status).toBe(409);
    expect(await (await twig.call('GET', `${path}/${id}`)).json()).toMatchObject({
      title: 'Theirs',
      version: 2,
    });
  });
});

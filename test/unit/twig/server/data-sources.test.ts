import { describe, expect, it } from 'vitest';
import { dataSource, dataSourceList, dataSourceStatus } from '#twig/api/data-sources.ts';
import { errorBody } from '#twig/api/error-body.ts';
import { openTwigServer } from '../../../support/open-twig-server.ts';

const website = {
  type: 'website',
  name: 'Product Documentation',
  config: { url: 'https://docs.example.com', max_pages: 1000 },
  sync_frequency: 'daily',
};

describe('data sources', () => {
  it('are created pending, and got and listed as created', async () => {
    using twig = await openTwigServer();

    const answer = await twig.call('POST', '/api/v1/data-sources', { body: website });
    const created = dataSource.parse(await answer.json());
    const got = await twig.call('GET', `/api/v1/data-sources/${created.id}`);
    const list = await twig.call('GET', '/api/v1/data-sources');

    expect(answer.status).toBe(201);
    expect(created).toMatchObject({ ...website, status: 'pending', last_synced_at: null });
    expect(created.id).toMatch(/^ds_/);
    expect(await got.json()).toEqual(created);
    expect(dataSourceList.parse(await list.json())).toEqual({
      data_sources: [created],
      total: 1,
      limit: 50,
      offset: 0,
    });
  });

  it('are listed a page at a time and by status', async () => {
    using twig = await openTwigServer();
    for (const name of ['a', 'b', 'c']) await twig.createDataSource(name);

    const page = await twig.call('GET', '/api/v1/data-sources?limit=2&offset=1');
    const active = await twig.call('GET', '/api/v1/data-sources?status=active');

    const { data_sources, total } = dataSourceList.parse(await page.json());
    expect([data_sources.map(({ name }) => name), total]).toEqual([['b', 'c'], 3]);
    expect(dataSourceList.parse(await active.json()).total).toBe(0);
  });

  it.each([
    'limit=0',
    'limit=201',
    'limit=x',
    'offset=-1',
    'status=odd',
  ])('refuse the query %s', async (query) => {
    using twig = await openTwigServer();

    const answer = await twig.call('GET', `/api/v1/data-sources?${query}`);

    expect(answer.status).toBe(400);
    const { error } = errorBody.parse(await answer.json());
    expect(Object.keys(error.details)).toEqual([query.split('=')[0]]);
  });

  it('name every bad field at once', async () => {
    using twig = await openTwigServer();
    const body = { type: 'gopher', name: '', config: [], sync_frequency: 'sometimes' };

    const answer = await twig.call('POST', '/api/v1/data-sources', { body });

    const { error } = errorBody.parse(await answer.json());
    expect(answer.status).toBe(400);
    expect(error.code).toBe('invalid_request');
    expect(Object.keys(error.details).sort()).toEqual(['config', 'name', 'sync_frequency', 'type']);
  });

  it('ignore fields they do not know, and say which', async () => {
    using twig = await openTwigServer();
    const body = { ...website, colour: 'red', 'späte\r\nnews': 1 };

    const answer = await twig.call('POST', '/api/v1/data-sources', { body });

    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-twig-ignored-fields')).toBe('colour, sp%C3%A4te%0D%0Anews');
  });

  it('are created once for one Idempotency-Key, for 24 hours', async () => {
    using twig = await openTwigServer();
    const create = (body: object) =>
      twig.call('POST', '/api/v1/data-sources', { body, headers: { 'idempotency-key': 'k1' } });

    const first = await create(website);
    const second = await create(website);
    const other = await create({ ...website, name: 'Other' });
    await twig.clock.advance(24 * 60 * 60 * 1000 + 1);
    const tomorrow = await create(website);

    const created = dataSource.parse(await first.json());
    expect(second.status).toBe(201);
    expect(await second.json()).toEqual(created);
    expect(other.status).toBe(409);
    expect(dataSource.parse(await tomorrow.json()).id).not.toBe(created.id);
  });

  it('are invisible to another organisation', async () => {
    using twig = await openTwigServer();
    const id = await twig.createDataSource();
    const { value } = await twig.writer.createKey({ organisation: 'Other' });
    const headers = { authorization: `Bearer ${value}` };

    const list = await twig.call('GET', '/api/v1/data-sources', { headers });
    const calls = await Promise.all([
      twig.call('GET', `/api/v1/data-sources/${id}`, { headers }),
      twig.call('GET', `/api/v1/data-sources/${id}/status`, { headers }),
      twig.call('GET', `/api/v1/data-sources/${id}/documents`, { headers }),
      twig.call('POST', `/api/v1/data-sources/${id}/sync`, { headers }),
    ]);

    expect(dataSourceList.parse(await list.json()).total).toBe(0);
    expect(calls.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  });
});

describe('a sync without a body', () => {
  const statusOf = async (twig: Awaited<ReturnType<typeof openTwigServer>>, id: string) =>
    dataSourceStatus.parse(
      await (await twig.call('GET', `/api/v1/data-sources/${id}/status`)).json(),
    );

  it('fails with its reason on a server that runs no connectors', async () => {
    using twig = await openTwigServer();
    const id = await twig.createDataSource();

    const answer = await twig.call('POST', `/api/v1/data-sources/${id}/sync`);

    expect(answer.status).toBe(202);
    const { status, failure_reason } = await statusOf(twig, id);
    expect(status).toBe('failed');
    expect(failure_reason).toContain('runs no connectors');
  });
});

import { describe, expect, it } from 'vitest';
import { FixCredentialsError, FixInputError } from '#core/errors.ts';
import { TwigClient } from '#twig/sdk/client.ts';
import { caught } from '../../../support/caught.ts';
import { collect } from '../../../support/collect.ts';
import { testKey as apiKey, connectClient } from '../../../support/connect-client.ts';
import { type Reply, scriptedServer } from '../../../support/scripted-server.ts';

const source = { id: 'ds_1', type: 'file', name: 'Handbook', status: 'active' };
const ok: Reply = { body: source };

describe('TwigClient', () => {
  describe('sends', () => {
    it('the key, its name and snake_case, and shows the answer in camelCase', async () => {
      await using server = await scriptedServer([
        {
          status: 201,
          body: {
            ...source,
            config: { maxPages: 3, start_url: 'x' },
            document_count: 7,
            last_synced_at: null,
            extra: true,
          },
        },
      ]);
      const { client } = connectClient(server.url, { userAgent: 'twigkit/1' });

      const dataSource = await client.dataSources.create({
        type: 'website',
        name: 'Docs',
        config: { maxPages: 3, start_url: 'x' },
        syncFrequency: 'daily',
      });

      const [request] = server.seen;
      expect(request).toMatchObject({ method: 'POST', path: '/api/v1/data-sources' });
      expect(request?.headers).toMatchObject({
        authorization: `Bearer ${apiKey}`,
        'content-type': 'application/json',
        'user-agent': 'twigkit/1',
      });
      expect(JSON.parse(request?.text ?? '')).toEqual({
        type: 'website',
        name: 'Docs',
        config: { maxPages: 3, start_url: 'x' },
        sync_frequency: 'daily',
      });
      expect(dataSource).toMatchObject({
        id: 'ds_1',
        documentCount: 7,
        config: { maxPages: 3, start_url: 'x' },
        lastSyncedAt: undefined,
      });
      expect(dataSource).not.toHaveProperty('extra');
    });

    it('to another path prefix, and behind a path of the base URL', async () => {
      await using server = await scriptedServer([ok]);
      const { client } = connectClient(`${server.url}/proxy/`, { pathPrefix: '/v1' });

      await client.dataSources.get('ds/1?');

      expect(server.seen[0]?.path).toBe('/proxy/v1/data-sources/ds%2F1%3F');
    });

    it('an Idempotency-Key with every write, and none with reads and searches', async () => {
      await using server = await scriptedServer((request) =>
        request.path.endsWith('/semantic-search') ? { body: { chunks: [] } } : ok,
      );
      const { client } = connectClient(server.url);

      await client.dataSources.create({ type: 'file', name: 'A' });
      await client.dataSources.create({ type: 'file', name: 'A' });
      await client.dataSources.get('ds_1');
      await client.semanticSearch({ query: 'x' });

      const keys = server.seen.map((request) => request.headers['idempotency-key']);
      expect(keys[0]).toMatch(/^idem_[0-9a-f]{24}$/);
      expect(keys[1]).not.toBe(keys[0]);
      expect(keys.slice(2)).toEqual([undefined, undefined]);
    });
  });

  describe('lists', () => {
    const all = Array.from({ length: 5 }, (_, index) => ({ ...source, id: `ds_${index}` }));

    it('one page, or all of them', async () => {
      await using server = await scriptedServer(({ path }) => {
        const query = new URL(path, 'http://x').searchParams;
        const offset = Number(query.get('offset') ?? 0);
        const limit = Number(query.get('limit') ?? 50);
        return {
          body: { data_sources: all.slice(offset, offset + limit), total: 5, limit, offset },
        };
      });
      const { client } = connectClient(server.url);

      const page = await client.dataSources.list({ limit: 2, offset: 1, status: 'active' });
      const pages = await collect(client.dataSources.pages({ limit: 2 }));

      expect(page).toMatchObject({ total: 5, offset: 1 });
      expect(page.entries.map(({ id }) => id)).toEqual(['ds_1', 'ds_2']);
      expect(server.seen[0]?.path).toBe('/api/v1/data-sources?limit=2&offset=1&status=active');
      expect(pages.map(({ entries }) => entries.length)).toEqual([2, 2, 1]);
    });

    it('and notices a server that shows the same page for ever', async () => {
      await using server = await scriptedServer([{ body: { data_sources: all } }]);
      const { client } = connectClient(server.url);

      const error = await caught(collect(client.dataSources.pages()));

      expect(error).toHaveProperty('code', 'unexpected_answer');
      expect(server.seen).toHaveLength(2);
    });
  });

  describe('webhooks', () => {
    it('are created, listed and deleted', async () => {
      const hook = { id: 'wh_1', url: 'https://x.example/', events: ['data_source.synced'] };
      await using server = await scriptedServer(({ method }) => {
        if (method === 'POST') return { status: 201, body: { ...hook, secret: 'shown-once-only' } };
        return method === 'DELETE' ? { status: 204 } : { body: { webhooks: [hook], total: 1 } };
      });
      const { client } = connectClient(server.url);

      const made = await client.webhooks.create({ url: hook.url, events: hook.events });
      const listed = await collect(client.webhooks.pages());
      await client.webhooks.delete('wh_1');

      expect(made).toMatchObject({ id: 'wh_1', secret: 'shown-once-only' });
      expect(listed[0]?.entries).toMatchObject([hook]);
      expect(server.seen.at(-1)).toMatchObject({ method: 'DELETE', path: '/api/v1/webhooks/wh_1' });
    });
  });

  describe('refuses to be made', () => {
    it.each([
      ['', 'There is no API key.'],
      [`${apiKey}\n`, 'The API key has characters that no key has.'],
      ['"quoted key"', 'The API key has characters that no key has.'],
    ])('with the key %j', (key, message) => {
      expect(() => new TwigClient({ apiKey: key })).toThrow(message);
      expect(() => new TwigClient({ apiKey: key })).toThrow(FixCredentialsError);
    });

    it.each([
      'api.twig.so',
      'ftp://api.twig.so',
      `https://u:${apiKey}@x.example`,
      apiKey,
    ])('with the base URL %s, and does not show the key in it', (baseUrl) => {
      const make = () => new TwigClient({ apiKey, baseUrl });

      expect(make).toThrow(FixInputError);
      expect(make).not.toThrow(apiKey);
    });
  });

  it('refuses limits that would let nothing through', () => {
    const limits = { write: { perMinute: 0, burst: 15 } };

    expect(() => new TwigClient({ apiKey, limits })).toThrow(FixInputError);
  });

  it('is made of a key alone, whatever its prefix', () => {
    expect(new TwigClient({ apiKey: 'sk_live_1' }).baseUrl).toBe('https://api.twig.so');
  });
});

import { describe, expect, it } from 'vitest';
import { TwigClient } from '#twig/sdk/client.ts';
import { collect } from '../../../support/collect.ts';
import { connectClient } from '../../../support/connect-client.ts';
import { openTwigServer, type TestServer } from '../../../support/open-twig-server.ts';
import { begin, end, push, upsert } from '../../../support/push-body.ts';
import { scriptedServer } from '../../../support/scripted-server.ts';

/** A client of the server in this process. */
function clientOf(twig: TestServer): TwigClient {
  return new TwigClient({
    apiKey: twig.key,
    baseUrl: 'http://embedded',
    fetch: (input, init) => twig.server.fetch(new Request(input, init)),
  });
}

describe('the client, against the embedded server', () => {
  it('changes and removes data sources, and reads their syncs', async () => {
    using twig = await openTwigServer();
    const { dataSources, syncs } = clientOf(twig);
    const created = await dataSources.create({ type: 'website', name: 'Docs' });
    await push(twig, created.id, begin({ sync_id: 'one' }), upsert('a.md', ['x']), end());

    const update = { name: 'Manual', config: { maxPages_kept: 1 } };
    const updated = await dataSources.update(created.id, update);
    const page = await syncs.list(created.id, { limit: 5 });
    const one = await syncs.get('one');
    const triggered = await dataSources.sync(created.id);
    const pages = await collect(syncs.pages(created.id, { limit: 1 }));
    await dataSources.delete(created.id);

    expect(updated).toMatchObject(update);
    expect(page).toMatchObject({ total: 1, offset: 0, entries: [{ id: 'one' }] });
    expect(one).toMatchObject({ dataSourceId: created.id, counts: { added: 1 }, origin: 'push' });
    expect(triggered).toMatchObject({ status: 'failed', dataSourceId: created.id });
    expect(pages.flatMap(({ entries }) => entries.map(({ id }) => id))).toHaveLength(2);
    await expect(dataSources.get(created.id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('writes articles and reads their versions', async () => {
    using twig = await openTwigServer();
    const { articles } = clientOf(twig);

    const created = await articles.create({ title: 'T', content: 'C', tags: ['a'] });
    const updated = await articles.update(created.id, { content: 'D', status: 'published' });
    const versions = await articles.versions(created.id);
    const published = await articles.list({ status: 'published' });

    expect(created).toMatchObject({ title: 'T', tags: ['a'], status: 'draft', version: 1 });
    expect(updated).toEqual(await articles.get(created.id));
    expect(versions.map(({ version, content }) => [version, content])).toEqual([
      [2, 'D'],
      [1, 'C'],
    ]);
    expect(published.entries.map(({ id }) => id)).toEqual([created.id]);
  });

  it('manages users and keys', async () => {
    using twig = await openTwigServer();
    const { users, apiKeys } = clientOf(twig);

    const user = await users.create({ email: 'jo@example.com', name: 'Jo', role: 'configure' });
    const key = await apiKeys.create({ name: 'CI', scopes: ['read'], expiresAt: '2027-01-31' });
    const listed = await apiKeys.list();
    await apiKeys.revoke(key.id);

    expect((await users.list()).entries).toEqual([user]);
    expect(key).toMatchObject({ scopes: ['read'], expiresAt: '2027-01-31T00:00:00.000Z' });
    expect(key.key).toMatch(/^twigsk_live_/);
    expect(listed.entries.find(({ id }) => id === key.id)).not.toHaveProperty('key');
    expect((await apiKeys.list()).total).toBe(1);
  });

  it('manages webhooks and their deliveries', async () => {
    using twig = await openTwigServer();
    const { webhooks } = clientOf(twig);
    const { id } = await webhooks.create({
      url: 'https://example.com/hook',
      events: ['agent.updated'],
    });

    const updated = await webhooks.update(id, { events: ['eval.completed'] });
    const tested = await webhooks.test(id);
    const again = await webhooks.redeliver(id, tested.id);
    const log = await webhooks.deliveries(id).list();

    expect(updated).toEqual(await webhooks.get(id));
    expect(updated.events).toEqual(['eval.completed']);
    expect(tested).toMatchObject({ status: 'waiting', event: 'webhook.test', webhookId: id });
    expect(again.id).toBe(tested.id);
    expect(log.entries).toMatchObject([{ id: tested.id, payload: { event: 'webhook.test' } }]);
  });

  it('starts eval runs once, however often the request is repeated', async () => {
    const evals = { suiteNames: () => ['docs'], start: () => Promise.reject(new Error('unused')) };
    using twig = await openTwigServer({ evals });
    const { evalRuns } = clientOf(twig);

    const options = { idempotencyKey: 'the same' };
    const first = await evalRuns.create({ suite: 'docs' }, options);
    const second = await evalRuns.create({ suite: 'docs' }, options);

    expect(second.id).toBe(first.id);
    expect((await evalRuns.list()).total).toBe(1);
    expect(await evalRuns.get(first.id)).toMatchObject({ suite: 'docs', status: 'pending' });
  });
});

describe('a repeated request', () => {
  it('carries one Idempotency-Key wherever a second effect would do harm', async () => {
    await using server = await scriptedServer([
      { status: 503, headers: { 'retry-after': '0' } },
      { status: 201, body: { id: 'x', email: 'jo@example.com', status: 'pending' } },
    ]);
    const { client } = connectClient(server.url);
    const again = () => server.seen.slice(-2).map(({ headers }) => headers['idempotency-key']);

    await client.users.create({ email: 'jo@example.com', name: 'Jo', role: 'train' });
    const [first, second] = again();
    await client.evalRuns.create({ suite: 'docs' });

    expect(first).toMatch(/^idem_/);
    expect(second).toBe(first);
    expect(again().at(-1)).toMatch(/^idem_/);
    expect(again().at(-1)).not.toBe(first);
  });
});

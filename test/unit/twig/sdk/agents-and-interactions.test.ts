import { describe, expect, it } from 'vitest';
import { pushHandbook } from '../../../support/answering-twig.ts';
import { caught } from '../../../support/caught.ts';
import { collect } from '../../../support/collect.ts';
import { connectClient } from '../../../support/connect-client.ts';
import { openTwigServer, type TestServer } from '../../../support/open-twig-server.ts';

function clientOf(twig: TestServer) {
  const fetch: typeof globalThis.fetch = (input, init) =>
    twig.server.fetch(new Request(input, init));
  return connectClient('http://twig.test', { apiKey: twig.key, fetch }).client;
}

describe('the client', () => {
  it('creates, shows, changes, lists and deletes agents', async () => {
    using twig = await openTwigServer();
    const { agents } = clientOf(twig);
    const dataSourceIds = [await twig.createDataSource()];

    const created = await agents.create({ name: 'A', dataSourceIds, systemPrompt: 'Be kind.' });
    const updated = await agents.update(created.id, { ragStrategy: 'cypress', maxTokens: 9 });
    await agents.create({ name: 'B', dataSourceIds: [] });
    const pages = await collect(agents.pages({ limit: 1 }));
    await agents.delete(created.id);

    expect(created).toMatchObject({ systemPrompt: 'Be kind.', ragStrategy: 'redwood', version: 1 });
    expect(updated).toMatchObject({ ragStrategy: 'cypress', maxTokens: 9, dataSourceIds });
    expect(pages.flatMap(({ entries }) => entries.map(({ name }) => name))).toEqual(['A', 'B']);
    expect(await caught(agents.get(created.id))).toHaveProperty('code', 'not_found');
  });

  it('lists interactions, judges them, and measures them', async () => {
    using twig = await openTwigServer();
    const client = clientOf(twig);
    const dataSourceIds = [await pushHandbook(twig)];
    const agent = await client.agents.create({ name: 'A', dataSourceIds });
    const ask = (query: string) => client.query({ agentId: agent.id, query });
    const { metadata } = await ask('What does a parcel cost?');
    await ask('xylophone');

    await client.interactions.giveFeedback(metadata.interactionId ?? '', {
      feedback: 'positive',
      comment: 'Good.',
    });
    const judged = await client.interactions.list({
      agentId: agent.id,
      feedback: 'positive',
      startDate: '2026-01-15',
      endDate: '2026-01-15',
    });
    const rest = await client.interactions.list({ feedback: null });
    const analytics = await client.analytics({
      startDate: '2026-01-14',
      endDate: '2026-01-15',
      agentId: agent.id,
      granularity: 'day',
    });

    expect(judged.entries).toMatchObject([{ feedback: 'positive', comment: 'Good.' }]);
    expect(rest.entries).toMatchObject([{ query: 'xylophone', feedback: undefined }]);
    expect(analytics).toEqual({
      metrics: {
        totalQueries: 2,
        uniqueUsers: 2,
        avgLatencyMs: 0,
        accuracyRate: 1,
        citationRate: 0.5,
        totalCostUsd: 0,
      },
      timeSeries: [
        { timestamp: '2026-01-14T00:00:00.000Z', queries: 0, latencyP50: 0, latencyP95: 0 },
        { timestamp: '2026-01-15T00:00:00.000Z', queries: 2, latencyP50: 0, latencyP95: 0 },
      ],
    });
  });
});

import { describe, expect, it } from 'vitest';
import { agentManagerAnswer, agentManagerList } from '#twig/api/legacy/agents.ts';
import { chatAnswer, chatEvent } from '#twig/api/legacy/chat.ts';
import { dashboardAnswer } from '#twig/api/legacy/dashboard.ts';
import { dataSpecAnswer, dataSpecList, processAnswer } from '#twig/api/legacy/data-specs.ts';
import { chatList } from '#twig/api/legacy/interactions.ts';
import { searchOnlyAnswer } from '#twig/api/legacy/semantic-search.ts';
import { registerWebhookAnswer } from '#twig/api/legacy/webhooks.ts';
import {
  createAgent,
  listenFor,
  outboxOf,
  pushHandbook,
} from '../../../../support/answering-twig.ts';
import { openTwigServer } from '../../../../support/open-twig-server.ts';

const prompt = 'How long does the warranty of a frame last?';

describe('a legacy chat', () => {
  it('is answered bare, in camelCase, with the strategy in capitals', async () => {
    using twig = await openTwigServer();
    const { id } = await createAgent(twig, { rag_strategy: 'cedar' });

    const body = { prompt, agentId: id, sessionId: 'session-456', stream: false };
    const answer = await twig.call('POST', '/api/chat', { body });

    const { response, sources, metadata } = chatAnswer.parse(await answer.json());
    expect(answer.status).toBe(200);
    expect(response).toBe('The warranty of a bicycle frame lasts ten years. [1]');
    expect(sources).toMatchObject([{ title: 'Warranty', content: expect.stringContaining('ten') }]);
    expect(metadata).toMatchObject({ strategy: 'CEDAR', sessionId: 'session-456' });
    expect(metadata.confidence).toBe(sources[0]?.relevance);
  });

  it('takes an id with a hyphen where ours have an underscore', async () => {
    using twig = await openTwigServer();
    const { id } = await createAgent(twig);

    const body = { prompt, agentId: id.replace('_', '-') };
    const answer = await twig.call('POST', '/api/chat', { body });

    expect(answer.status).toBe(200);
  });

  it('is streamed as deltas, the last with the sources', async () => {
    using twig = await openTwigServer();
    const { id } = await createAgent(twig);

    const body = { prompt, agentId: id, stream: true };
    const answer = await twig.call('POST', '/api/chat', { body });

    const lines = (await answer.text()).split('\n\n').filter((line) => line !== '');
    const events = lines.map((line) => chatEvent.parse(JSON.parse(line.replace(/^data: /, ''))));
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    expect(answer.headers.get('x-ratelimit-limit')).not.toBeNull();
    expect(events.map(({ delta }) => delta).join('')).toContain('ten years');
    expect(events.at(-1)).toMatchObject({ done: true, sources: [{ title: 'Warranty' }] });
    expect(events.slice(0, -1).every(({ done }) => !done)).toBe(true);
  });

  it('that nobody reads on ends the work', async () => {
    using twig = await openTwigServer();
    const { id } = await createAgent(twig);

    const body = { prompt, agentId: id, stream: true };
    const answer = await twig.call('POST', '/api/chat', { body });
    const reader = answer.body?.getReader();
    await reader?.read();
    await reader?.cancel();

    const listed = await twig.call('GET', '/api/v1/interactions');
    expect(Object(await listed.json()).interactions).toMatchObject([{ status: 'aborted' }]);
  });
});

describe('legacy agents', () => {
  it('are created, read, changed and removed in their envelope', async () => {
    using twig = await openTwigServer();
    const source = await pushHandbook(twig);
    const body = {
      name: 'Support Agent',
      description: 'Customer support assistant',
      strategyCode: 'CEDAR',
      dataSourceIds: [source.replace('_', '-')],
    };

    const created = await twig.call('POST', '/api/ai-agent-managers', { body });
    const { data } = agentManagerAnswer.parse(await created.json());
    const path = `/api/ai-agent-managers/${data.id.replace('_', '-')}`;
    const read = agentManagerAnswer.parse(await (await twig.call('GET', path)).json());
    const change = { strategyCode: 'CYPRESS' };
    const changed = await twig.call('PUT', path, { body: change });
    const lists = ['/api/ai-agent-managers', '/api/agents?limit=1'];
    const [long, short] = await Promise.all(
      lists.map(async (list) =>
        agentManagerList.parse(await (await twig.call('GET', list)).json()),
      ),
    );
    const deleted = await twig.call('DELETE', path);
    const gone = await twig.call('GET', path);

    expect(created.status).toBe(201);
    expect(data).toMatchObject({ ...body, dataSourceIds: [source], status: 'ACTIVE' });
    expect(read.data).toEqual(data);
    expect(await changed.json()).toMatchObject({ data: change, status: 'success' });
    expect(long).toMatchObject({ data: [{ id: data.id }], total: 1 });
    expect(short).toEqual(long);
    expect([deleted.status, await deleted.json()]).toEqual([
      200,
      { data: { id: data.id }, status: 'success' },
    ]);
    expect(gone.status).toBe(404);
  });

  it('are the agents of v1', async () => {
    using twig = await openTwigServer();
    const { id } = await createAgent(twig, { name: 'Made in v1' });

    const answer = await twig.call('GET', `/api/ai-agent-managers/${id}`);

    expect(await answer.json()).toMatchObject({ data: { id, name: 'Made in v1' } });
  });

  it('are made once for one Idempotency-Key', async () => {
    using twig = await openTwigServer();
    const request = { body: { name: 'Once' }, headers: { 'idempotency-key': 'a' } };

    const first = await twig.call('POST', '/api/ai-agent-managers', request);
    const again = await twig.call('POST', '/api/ai-agent-managers', request);

    expect(await again.json()).toEqual(await first.json());
  });
});

describe('legacy data sources', () => {
  it('have their url and frequency beside the name', async () => {
    using twig = await openTwigServer();
    const body = {
      type: 'WEBSITE',
      name: 'Product Documentation',
      url: 'https://docs.example.com',
      refreshFrequency: 'DAILY',
    };

    const created = await twig.call('POST', '/api/data-specs', { body });
    const { data } = dataSpecAnswer.parse(await created.json());
    const list = dataSpecList.parse(await (await twig.call('GET', '/api/data-specs')).json());
    const v1 = await (await twig.call('GET', `/api/v1/data-sources/${data.id}`)).json();

    expect(created.status).toBe(201);
    expect(data).toMatchObject({ ...body, status: 'PENDING' });
    expect(list.data).toEqual([data]);
    expect(v1).toMatchObject({
      type: 'website',
      config: { url: 'https://docs.example.com' },
      sync_frequency: 'daily',
    });
  });

  it('are processed on demand, also where nothing but the documents is served', async () => {
    using twig = await openTwigServer({ profile: 'documented' });
    const id = await twig.createDataSource();

    const answer = await twig.call('POST', `/api/data-specs/${id}/process`);

    const { data } = processAnswer.parse(await answer.json());
    expect(answer.status).toBe(202);
    expect(data).toMatchObject({ id, status: 'FAILED' });
    expect(data.failureReason).toContain('no connectors');
  });
});

describe('legacy interactions', () => {
  it('are listed and rated from 1 to 5', async () => {
    using twig = await openTwigServer();
    const { id: agentId } = await createAgent(twig);
    await listenFor(twig, 'interaction.feedback');
    const chatted = await twig.call('POST', '/api/chat', { body: { prompt, agentId } });
    const { interactionId = '' } = chatAnswer.parse(await chatted.json()).metadata;
    const feedback = async (rating: number) => {
      const body = { interactionId, rating, comment: 'Very helpful!' };
      const answer = await twig.call('POST', '/api/interactions/feedback', { body });
      return Object(await answer.json()).data.feedback;
    };

    const judged = [await feedback(1), await feedback(3), await feedback(5)];
    const answer = await twig.call('GET', '/api/interactions?limit=50');

    const { data, total } = chatList.parse(await answer.json());
    expect(judged).toEqual(['NEGATIVE', null, 'POSITIVE']);
    expect(total).toBe(1);
    expect(data).toMatchObject([
      { id: interactionId, agentId, prompt, feedback: 'POSITIVE', comment: 'Very helpful!' },
    ]);
    expect(outboxOf(twig).at(-1)).toMatchObject({ data: { rating: 5, feedback: 'positive' } });
  });

  it('are narrowed to an agent and to days', async () => {
    using twig = await openTwigServer();
    const { id: agentId } = await createAgent(twig);
    await twig.call('POST', '/api/chat', { body: { prompt, agentId } });
    const count = async (query: string) =>
      chatList.parse(await (await twig.call('GET', `/api/interactions?${query}`)).json()).total;

    expect(await count(`agentId=${agentId}`)).toBe(1);
    expect(await count('agentId=agent_other')).toBe(0);
    expect(await count('endDate=1970-01-01')).toBe(0);
  });
});

describe('the legacy dashboard', () => {
  it('has the metrics of v1 in camelCase, of the last 30 days unless others are asked for', async () => {
    using twig = await openTwigServer();
    const { id: agentId } = await createAgent(twig);
    await twig.call('POST', '/api/chat', { body: { prompt, agentId } });
    const path = '/api/analytics/charts/dashboard';
    const read = async (query: string) =>
      dashboardAnswer.parse(await (await twig.call('GET', `${path}${query}`)).json()).data;

    const usual = await read('');
    const past = await read('?startDate=2024-01-01&endDate=2024-01-31');

    expect(usual.metrics).toMatchObject({ totalQueries: 1, uniqueUsers: 1, citationRate: 1 });
    expect(usual.timeSeries).toHaveLength(31);
    expect(past.metrics.totalQueries).toBe(0);
    expect(past.timeSeries[0]?.timestamp).toBe('2024-01-01T00:00:00.000Z');
  });
});

describe('a legacy search', () => {
  it('needs no orgId and wraps what it found', async () => {
    using twig = await openTwigServer();
    const id = await pushHandbook(twig);
    const body = { query: 'warranty of a frame', topK: 1, dataSourceIds: [id.replace('_', '-')] };

    const answer = await twig.call('POST', '/api/semantic-search', { body });

    const { data } = searchOnlyAnswer.parse(await answer.json());
    expect(data.chunks).toMatchObject([{ documentTitle: 'Warranty' }]);
    expect(data.metadata.totalChunksSearched).toBeGreaterThan(1);
  });
});

describe('a legacy webhook', () => {
  it.each([
    ['the one it was given', 'your-webhook-secret', 'your-webhook-secret'],
    ['one that is made', undefined, expect.stringMatching(/.{16}/)],
  ])('is registered with its secret: %s', async (_, secret, shown) => {
    using twig = await openTwigServer({ profile: 'documented' });
    const url = 'https://your-server.com/webhook';
    const events = ['interaction.created', 'agent.updated'];

    const answer = await twig.call('POST', '/api/webhooks', { body: { url, events, secret } });

    const { data } = registerWebhookAnswer.parse(await answer.json());
    expect(answer.status).toBe(201);
    expect(data).toEqual({ id: expect.any(String), url, events, secret: shown });
  });
});

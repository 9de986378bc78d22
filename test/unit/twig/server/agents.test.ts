import { describe, expect, it } from 'vitest';
import { agent, agentList } from '#twig/api/agents.ts';
import { errorBody } from '#twig/api/error-body.ts';
import { createAgent, listenFor, outboxOf } from '../../../support/answering-twig.ts';
import { openTwigServer, type TestServer } from '../../../support/open-twig-server.ts';

const path = '/api/v1/agents';

async function detailsOf(answer: Response): Promise<Readonly<Record<string, unknown>>> {
  return errorBody.parse(await answer.json()).error.details;
}

async function withKeyOf(twig: TestServer, organisation: string) {
  const { value } = await twig.writer.createKey({ organisation });
  return { authorization: `Bearer ${value}` };
}

describe('agents', () => {
  it('are created with the documented defaults', async () => {
    using twig = await openTwigServer();
    const source = await twig.createDataSource();
    const body = { name: 'Support Agent', data_source_ids: [source, source] };

    const answer = await twig.call('POST', path, { body });
    const created = agent.parse(await answer.json());

    expect(answer.status).toBe(201);
    expect(created).toEqual({
      id: expect.stringMatching(/^agent_[0-9a-f]{24}$/),
      name: 'Support Agent',
      description: null,
      system_prompt: '',
      rag_strategy: 'redwood',
      model: 'extractive',
      temperature: 0.7,
      max_tokens: 500,
      status: 'active',
      data_source_ids: [source],
      version: 1,
      created_at: '2026-01-15T12:00:00.000Z',
      updated_at: '2026-01-15T12:00:00.000Z',
    });
    expect(await (await twig.call('GET', `${path}/${created.id}`)).json()).toEqual(created);
  });

  it('name the configured model unless they have their own', async () => {
    const chat = { model: 'llama3.2', price: undefined, reply: () => expect.fail('not asked') };
    using twig = await openTwigServer({ models: { chat } });

    const plain = await createAgent(twig, { data_source_ids: [] });
    const own = await createAgent(twig, { data_source_ids: [], model: 'gpt-4' });

    expect([plain.model, own.model]).toEqual(['llama3.2', 'gpt-4']);
  });

  it('are listed page by page, oldest first', async () => {
    using twig = await openTwigServer();
    for (const name of ['A', 'B', 'C']) await createAgent(twig, { name, data_source_ids: [] });

    const page = agentList.parse(await (await twig.call('GET', `${path}?limit=2&offset=1`)).json());

    expect(page.agents.map(({ name }) => name)).toEqual(['B', 'C']);
    expect(page).toMatchObject({ total: 3, limit: 2, offset: 1 });
    expect((await twig.call('GET', `${path}?limit=201`)).status).toBe(400);
  });

  it('change in what is given, and count their versions', async () => {
    using twig = await openTwigServer();
    const created = await createAgent(twig, { data_source_ids: [], system_prompt: 'Be brief.' });
    await twig.clock.advance(1000);

    const update = { rag_strategy: 'cedar', temperature: 0 };
    const answer = await twig.call('PUT', `${path}/${created.id}`, { body: update });

    expect(answer.status).toBe(200);
    expect(agent.parse(await answer.json())).toEqual({
      ...created,
      ...update,
      version: 2,
      updated_at: '2026-01-15T12:00:01.000Z',
    });
  });

  it('are deleted, and then gone', async () => {
    using twig = await openTwigServer();
    const { id } = await createAgent(twig, { data_source_ids: [] });

    const answers = [];
    for (const method of ['DELETE', 'DELETE', 'GET']) {
      answers.push((await twig.call(method, `${path}/${id}`)).status);
    }

    expect(answers).toEqual([204, 404, 404]);
  });

  it('tell of every change, and of nothing when nothing changed', async () => {
    using twig = await openTwigServer();
    await listenFor(twig, 'agent.created', 'agent.updated', 'agent.deleted');
    const { id, ...rest } = await createAgent(twig, { data_source_ids: [] });

    await twig.call('PUT', `${path}/${id}`, { body: { name: 'Support' } });
    await twig.call('PUT', `${path}/${id}`, { body: { name: 'Sales', max_tokens: 500 } });
    await twig.call('DELETE', `${path}/${id}`);

    const shown = { id, ...rest };
    const renamed = { ...shown, name: 'Sales', version: 2 };
    expect(outboxOf(twig)).toMatchObject([
      { event: 'agent.created', data: { agent_id: id, agent: shown, changes: {} } },
      {
        event: 'agent.updated',
        data: { agent: renamed, changes: { name: { from: 'Support', to: 'Sales' } } },
      },
      { event: 'agent.deleted', data: { agent_id: id, agent: renamed } },
    ]);
  });

  it('are refused with every bad field named', async () => {
    using twig = await openTwigServer();
    const body = {
      name: '',
      system_prompt: 5,
      rag_strategy: 'sequoia',
      temperature: 2.1,
      max_tokens: 0,
      data_source_ids: 'ds_1',
    };

    const answer = await twig.call('POST', path, { body });
    const missing = await twig.call('POST', path, { body: {} });

    expect(answer.status).toBe(400);
    expect(Object.keys(await detailsOf(answer)).sort()).toEqual(Object.keys(body).sort());
    expect(Object.keys(await detailsOf(missing))).toEqual(['name', 'data_source_ids']);
  });

  it('are refused data sources that their organisation does not have', async () => {
    using twig = await openTwigServer();
    const own = await twig.createDataSource();
    const { id } = await createAgent(twig, { data_source_ids: [own] });
    const headers = await withKeyOf(twig, 'Other');

    const unknown = await twig.call('PUT', `${path}/${id}`, {
      body: { data_source_ids: [own, 'ds_1'] },
    });
    const foreign = await twig.call('POST', path, {
      headers,
      body: { name: 'Spy', data_source_ids: [own] },
    });

    expect([unknown.status, foreign.status]).toEqual([404, 404]);
    expect(await detailsOf(unknown)).toEqual({ data_source_ids: ['ds_1'] });
  });

  it('are nobody else’s', async () => {
    using twig = await openTwigServer();
    const { id } = await createAgent(twig, { data_source_ids: [] });
    const headers = await withKeyOf(twig, 'Other');

    const answers = [
      await twig.call('GET', `${path}/${id}`, { headers }),
      await twig.call('PUT', `${path}/${id}`, { headers, body: { name: 'Mine' } }),
      await twig.call('DELETE', `${path}/${id}`, { headers }),
      await twig.call('POST', '/api/v1/query', { headers, body: { agent_id: id, query: 'x' } }),
    ];
    const listed = agentList.parse(await (await twig.call('GET', path, { headers })).json());

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(listed.total).toBe(0);
  });

  it('are created once for one Idempotency-Key', async () => {
    using twig = await openTwigServer();
    const create = () =>
      twig.call('POST', path, {
        body: { name: 'A', data_source_ids: [] },
        headers: { 'idempotency-key': 'k' },
      });

    const [first, second] = [await (await create()).json(), await (await create()).json()];

    expect(second).toEqual(first);
  });
});

import { describe, expect, it } from 'vitest';
import { legacyErrorBody } from '#twig/api/legacy/envelope.ts';
import { legacyRoutes } from '#twig/api/legacy/routes.ts';
import { createAgent } from '../../../../support/answering-twig.ts';
import { everyRow } from '../../../../support/every-route.ts';
import { openTwigServer, type TestServer } from '../../../../support/open-twig-server.ts';

/** A body that each legacy route with one takes. */
const validBodies: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  chat: { prompt: 'zebra', agentId: 'agent_none' },
  createAgentManager: { name: 'A' },
  updateAgentManager: { name: 'B' },
  createDataSpec: { type: 'WEBSITE', name: 'Docs', refreshFrequency: 'DAILY' },
  rateChat: { interactionId: 'int_none', rating: 5 },
  searchOnly: { query: 'zebra', topK: 3 },
  registerWebhook: { url: 'https://example.com/hook', events: ['agent.updated'] },
};
const routes = Object.entries(legacyRoutes).map(([name, route]) => ({ name, ...route }));

async function refusalOf({ call }: TestServer, ...request: Parameters<TestServer['call']>) {
  const answer = await call(...request);
  const { error } = legacyErrorBody.strict().parse(await answer.json());
  expect(answer.headers.get('x-request-id')).toMatch(/^req_/);
  expect(answer.headers.get('x-ratelimit-limit')).toMatch(/^\d+$/);
  return { status: answer.status, ...error };
}

describe('a legacy refusal', () => {
  it('names every bad field at once, as these calls name them', async () => {
    using twig = await openTwigServer();

    const body = { prompt: ' ', stream: 'yes' };
    const refusal = await refusalOf(twig, 'POST', '/api/chat', { body });

    expect(refusal).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(Object.keys(refusal.details).sort()).toEqual(['agentId', 'prompt', 'stream']);
  });

  it('that v1 makes is told in the names of these calls', async () => {
    using twig = await openTwigServer();
    const dates = 'startDate=2024-02-01&endDate=2024-01-01';

    const agent = { prompt: 'zebra', agentId: 'agent-123' };
    const unknownAgent = await refusalOf(twig, 'POST', '/api/chat', { body: agent });
    const sources = { name: 'A', dataSourceIds: ['ds-1'] };
    const unknownSource = await refusalOf(twig, 'POST', '/api/ai-agent-managers', {
      body: sources,
    });
    const order = await refusalOf(twig, 'GET', `/api/analytics/charts/dashboard?${dates}`);

    expect(unknownAgent).toMatchObject({ status: 404, details: { agentId: 'agent_123' } });
    expect(unknownSource.details).toEqual({ dataSourceIds: ['ds_1'] });
    expect(order.message).toBe('The request is not valid: endDate.');
  });

  it('is as v1’s in code, headers and scope: no key, no scope, too many, no such call', async () => {
    using twig = await openTwigServer();
    const { value } = await twig.writer.createKey({ scopes: ['read'] });
    const reader = { authorization: `Bearer ${value}` };
    using slow = twig.reopen({
      limits: {
        execute: { perMinute: 1, burst: 1 },
        write: { perMinute: 1, burst: 1 },
        read: { perMinute: 1, burst: 1 },
        admin: { perMinute: 1, burst: 1 },
      },
    });

    const noKey = await refusalOf(twig, 'GET', '/api/agents', { headers: { authorization: '' } });
    const noScope = await refusalOf(twig, 'POST', '/api/chat', { headers: reader, body: {} });
    const noCall = await refusalOf(twig, 'GET', '/api/no-such-call');
    await slow.call('GET', '/api/agents');
    const tooMany = await slow.call('GET', '/api/agents');

    expect(noKey).toMatchObject({ status: 401, code: 'unauthorized' });
    expect(noScope).toMatchObject({ status: 403, details: { missingScope: 'execute' } });
    expect(noCall).toMatchObject({ status: 404, code: 'not_found' });
    expect(tooMany.status).toBe(429);
    expect(tooMany.headers.get('retry-after')).toBe('60');
    expect(await tooMany.json()).toMatchObject({
      error: { code: 'rate_limit_exceeded', details: { retryAfterSeconds: 60 } },
      status: 'error',
    });
  });

  it('while the server is closing says when to come again', async () => {
    using twig = await openTwigServer();
    twig.server.beginClosing();

    const refusal = await refusalOf(twig, 'GET', '/api/agents');

    expect(refusal).toMatchObject({ status: 503, code: 'service_unavailable' });
  });

  it('counts against the plan of the organisation', async () => {
    using twig = await openTwigServer({ plan: 'free' });

    const answers = [];
    for (let call = 0; call < 21; call += 1) answers.push(await twig.call('GET', '/api/agents'));

    expect(answers.map(({ status }) => status)).toEqual([...Array(20).fill(200), 429]);
    expect(answers[0]?.headers.get('x-ratelimit-limit')).toBe('20');
  });

  it('leaves v1 as it is', async () => {
    using twig = await openTwigServer();

    const answer = await twig.call('GET', '/api/v1/no-such-call');

    expect(await answer.json()).toMatchObject({ request_id: expect.any(String) });
  });
});

describe('bad input to legacy routes', () => {
  it('is refused by the name of its field, and nothing is stored', async () => {
    using twig = await openTwigServer();
    const before = everyRow(twig);
    const wrong = [null, true, -1.5, { a: 1 }, '', [[]]];
    const withBody = routes.filter(({ name }) => validBodies[name]);
    let tried = 0;

    for (const { name, method, path } of withBody) {
      for (const field of Object.keys(validBodies[name] ?? {})) {
        for (const bad of wrong) {
          tried += 1;
          const body = { ...validBodies[name], [field]: bad };
          const refusal = await refusalOf(twig, method, path.replace(':id', 'agent_x'), { body });
          expect([name, refusal.status]).toEqual([name, 400]);
          expect(Object.keys(refusal.details).join()).toContain(field);
        }
      }
    }

    expect(withBody).toHaveLength(
      routes.filter(({ method, path }) => /POST|PUT/.test(method) && !path.endsWith('/process'))
        .length,
    );
    expect(tried).toBeGreaterThan(70);
    expect(everyRow(twig)).toEqual(before);
    expect(twig.failures).toEqual([]);
  });

  it('as a body, a path or a query is a documented refusal', async () => {
    using twig = await openTwigServer();
    const bodies = ['', '{"name":', '[]', new Uint8Array([0x7b, 0xff, 0x7d]), 'x'.repeat(2 ** 21)];
    const headers = { 'content-type': 'application/json' };

    for (const { name, method, path } of routes) {
      for (const body of validBodies[name] ? bodies : []) {
        const refusal = await refusalOf(twig, method, path, { body, headers });
        expect([400, 413]).toContain(refusal.status);
      }
      for (const id of path.includes(':id') ? ['%', '%00', '..%2f..', 'x'.repeat(8_000)] : []) {
        const body = validBodies[name];
        const refusal = await refusalOf(twig, method, path.replace(':id', id), body && { body });
        expect([400, 404]).toContain(refusal.status);
      }
      for (const query of method === 'GET' && !path.includes(':id')
        ? ['limit=201', 'offset=x']
        : []) {
        if (name === 'getDashboard') continue;
        expect((await refusalOf(twig, method, `${path}?${query}`)).status).toBe(400);
      }
    }

    expect(twig.failures).toEqual([]);
  });
});

describe('a legacy key of another organisation', () => {
  it('reaches and sees nothing', async () => {
    using twig = await openTwigServer();
    const agent = await createAgent(twig);
    const asked = { prompt: 'How long does the warranty last?', agentId: agent.id };
    const chatted = await twig.call('POST', '/api/chat', { body: asked });
    const interactionId = Object(await chatted.json()).metadata.interactionId;
    const { value } = await twig.writer.createKey({ organisation: 'Other' });
    const headers = { authorization: `Bearer ${value}` };
    const before = everyRow(twig);
    const bodies = { ...validBodies, chat: asked, rateChat: { interactionId, rating: 1 } };
    const source = agent.data_source_ids[0] ?? '';
    const statuses: [string, number][] = [];

    for (const { name, method, path } of routes) {
      if (!path.includes(':id') && name !== 'chat' && name !== 'rateChat') continue;
      const id = path.includes('data-specs') ? source : agent.id;
      const body = Object(bodies)[name];
      const answer = await twig.call(method, path.replace(':id', id), { headers, body });
      statuses.push([name, answer.status]);
    }
    const lists = ['agents', 'ai-agent-managers', 'data-specs', 'interactions'];
    const totals = await Promise.all(
      lists.map(
        async (list) =>
          Object(await (await twig.call('GET', `/api/${list}`, { headers })).json()).total,
      ),
    );

    expect(statuses.length).toBeGreaterThan(5);
    expect(statuses).toEqual(statuses.map(([name]) => [name, 404]));
    expect(totals).toEqual([0, 0, 0, 0]);
    expect(everyRow(twig)).toEqual(before);
  });
});

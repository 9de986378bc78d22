import { describe, expect, it } from 'vitest';
import { RetryError, StopRunError } from '#core/errors.ts';
import type { TwigClient } from '#twig/sdk/client.ts';
import { createAgent } from '../../../support/answering-twig.ts';
import { caught } from '../../../support/caught.ts';
import { collect } from '../../../support/collect.ts';
import { connectClient } from '../../../support/connect-client.ts';
import { openTwigServer, type TestServer } from '../../../support/open-twig-server.ts';
import { type Reply, scriptedServer } from '../../../support/scripted-server.ts';

const query = { agentId: 'agent_1', query: 'What is pricing?' };
const whole = { response: 'Ten euros.', sources: [], metadata: { interaction_id: 'int_1' } };
const eventStream = { 'content-type': 'text/event-stream' };

function events(...lines: readonly unknown[]): string {
  return lines.map((line) => `data: ${JSON.stringify(line)}\n\n`).join('');
}

const streamed: Reply = {
  headers: eventStream,
  body: events(
    { delta: 'Ten ', done: false },
    { delta: 'euros.', done: false },
    { delta: '', done: true, sources: [], metadata: { interaction_id: 'int_1' } },
  ),
};

function clientOf(twig: TestServer): TwigClient {
  const fetch: typeof globalThis.fetch = (input, init) =>
    twig.server.fetch(new Request(input, init));
  return connectClient('http://twig.test', { apiKey: twig.key, fetch }).client;
}

describe('a query', () => {
  it('is answered in camelCase by the embedded server', async () => {
    using twig = await openTwigServer();
    const client = clientOf(twig);
    const { id } = await createAgent(twig);

    const { response, sources, metadata } = await client.query({
      agentId: id,
      query: 'How long does the warranty of a frame last?',
      temperature: 0,
      maxTokens: 100,
    });

    expect(response).toBe('The warranty of a bicycle frame lasts ten years. [1]');
    expect(sources).toMatchObject([{ documentTitle: 'Warranty', chunkText: expect.any(String) }]);
    expect(metadata).toMatchObject({ ragStrategy: 'redwood', model: 'extractive', costUsd: 0 });
  });

  it('is streamed by the embedded server to the same answer', async () => {
    using twig = await openTwigServer();
    const client = clientOf(twig);
    const { id } = await createAgent(twig);
    const asked = { agentId: id, query: 'How long does the warranty of a frame last?' };

    const pieces = await collect(client.queryStream(asked));

    const last = pieces.at(-1);
    expect(pieces.map(({ delta }) => delta).join('')).toBe(
      'The warranty of a bicycle frame lasts ten years. [1]',
    );
    expect(last?.done && last.answer).toMatchObject({
      response: 'The warranty of a bicycle frame lasts ten years. [1]',
      sources: [{ documentTitle: 'Warranty' }],
    });
  });

  it('of a session names it each time, and understands what refers back', async () => {
    using twig = await openTwigServer();
    const client = clientOf(twig);
    const { id } = await createAgent(twig, { rag_strategy: 'cedar' });
    const session = client.session({ agentId: id });

    await session.query('What is the warranty of a bicycle frame?');
    const { sources, metadata } = await session.query('How many years does it last?');
    const pieces = await collect(session.stream('And what does a parcel cost?'));

    expect(session.id).toMatch(/^sess_/);
    expect(metadata.sessionId).toBe(session.id);
    expect(sources).toMatchObject([{ documentTitle: 'Warranty' }]);
    expect(pieces.length).toBeGreaterThan(1);
    const page = await client.interactions.list();
    expect(page.entries.map(({ sessionId }) => sessionId)).toEqual(Array(3).fill(session.id));
  });
});

describe('a streamed query', () => {
  it('takes whatever order and fields a server has', async () => {
    await using server = await scriptedServer([streamed]);
    const { client } = connectClient(server.url);

    const pieces = await collect(client.queryStream(query));

    expect(pieces.map(({ delta }) => delta)).toEqual(['Ten ', 'euros.', '']);
    expect(pieces.at(-1)).toMatchObject({
      done: true,
      answer: { response: 'Ten euros.', metadata: { interactionId: 'int_1' } },
    });
    expect(JSON.parse(server.seen[0]?.text ?? '')).toEqual({
      agent_id: 'agent_1',
      query: 'What is pricing?',
      stream: true,
    });
    expect(server.seen[0]?.headers.accept).toContain('text/event-stream');
  });

  it('is one piece from a server that does not stream', async () => {
    await using server = await scriptedServer([{ body: whole }]);
    const { client } = connectClient(server.url);

    expect(await collect(client.queryStream(query))).toMatchObject([
      { delta: 'Ten euros.', done: true, answer: { response: 'Ten euros.' } },
    ]);
  });

  it('is tried again until it begins', async () => {
    const busy = { status: 503, headers: { 'retry-after': '3' } };
    await using server = await scriptedServer([busy, 'reset', streamed]);
    const { client, waits } = connectClient(server.url);

    const pieces = await collect(client.queryStream(query));

    expect(pieces).toHaveLength(3);
    expect(waits.map(({ why }) => why)).toEqual(['retry', 'retry']);
  });

  it.each([
    [events({ delta: 'Ten ', done: false }), 'connection_lost'],
    [events({ delta: 'Ten ', done: false }, 'nonsense'), 'unexpected_answer'],
  ])('that ends like %j is not taken for whole', async (body, code) => {
    await using server = await scriptedServer([{ headers: eventStream, body }]);
    const { client } = connectClient(server.url);

    const error = await caught(collect(client.queryStream(query)));

    expect(error).toHaveProperty('code', code);
    expect(server.seen).toHaveLength(1);
  });

  it('throws what the server says in the middle', async () => {
    const error = {
      error: {
        code: 'service_unavailable',
        message: 'The model is away.',
        details: { retry_after_seconds: 7 },
      },
      request_id: 'req_9',
    };
    const body = `${events({ delta: 'Ten ', done: false })}event: error\n${events(error)}`;
    await using server = await scriptedServer([{ headers: eventStream, body }]);
    const { client } = connectClient(server.url);

    const thrown = await caught(collect(client.queryStream(query)));

    expect(thrown).toBeInstanceOf(RetryError);
    expect(thrown).toMatchObject({
      retryAfterMs: 7_000,
      message: expect.stringContaining('"The model is away." (request req_9)'),
    });
  });

  it('throws a refusal as any call does', async () => {
    const refusal = { error: { code: 'not_found', message: 'No agent.', details: {} } };
    await using server = await scriptedServer([{ status: 404, body: refusal }]);
    const { client } = connectClient(server.url);

    const thrown = await caught(collect(client.queryStream(query)));

    expect(thrown).toBeInstanceOf(StopRunError);
    expect(thrown).toHaveProperty('code', 'not_found');
  });

  it('ends with the reason of its signal', async () => {
    await using server = await scriptedServer([
      { headers: eventStream, body: events({ delta: 'Ten ', done: false }), stalls: true },
    ]);
    const leave = new AbortController();
    const reason = new Error('Enough.');
    const { client } = connectClient(server.url);
    const stream = client.queryStream(query, { signal: leave.signal });
    await stream.next();

    const next = caught(stream.next());
    leave.abort(reason);
    expect(await next).toBe(reason);
  });
});

describe('answers from memory', () => {
  it('are given for the same query until they are too old', async () => {
    await using server = await scriptedServer([{ body: whole }]);
    const { client, clock } = connectClient(server.url, { cache: { ttlMs: 1000 } });

    await client.query(query);
    await client.query({ ...query });
    await client.query({ ...query, temperature: 1 });
    await clock.sleep(1000);
    await client.query(query);

    expect(server.seen).toHaveLength(3);
  });

  it('are not given to sessions, and failures are not kept', async () => {
    const refusal: Reply = { status: 400, body: { error: { message: 'no' } } };
    await using server = await scriptedServer([refusal, { body: whole }]);
    const { client } = connectClient(server.url, { cache: { ttlMs: 1000 } });

    await caught(client.query(query));
    await client.query(query);
    await client.query({ ...query, sessionId: 's' });
    await client.query({ ...query, sessionId: 's' });

    expect(server.seen).toHaveLength(4);
  });

  it('go when there are too many, the least used first', async () => {
    await using server = await scriptedServer([{ body: whole }]);
    const { client } = connectClient(server.url, { cache: { ttlMs: 1000, maxEntries: 2 } });
    const ask = (text: string) => client.query({ ...query, query: text });

    for (const text of ['a', 'b', 'a', 'c', 'a', 'b']) await ask(text);

    const asked = server.seen.map(({ text }) => Object(JSON.parse(text)).query);
    expect(asked).toEqual(['a', 'b', 'c', 'b']);
  });

  it('are not kept unless that is asked for', async () => {
    await using server = await scriptedServer([{ body: whole }]);
    const { client } = connectClient(server.url);

    await client.query(query);
    await client.query(query);

    expect(server.seen).toHaveLength(2);
  });
});

import { describe, expect, it } from 'vitest';
import { RetryError, StopRunError, TwigAI, TwigkitError } from '#twig/sdk/client.ts';
import { createAgent } from '../../../../support/answering-twig.ts';
import { caught } from '../../../../support/caught.ts';
import { collect } from '../../../../support/collect.ts';
import { manualClock } from '../../../../support/manual-clock.ts';
import { openTwigServer, type TestServer } from '../../../../support/open-twig-server.ts';
import { scriptedServer } from '../../../../support/scripted-server.ts';

const prompt = 'How long does the warranty of a frame last?';

function twigAI({ server, key }: TestServer): TwigAI {
  const fetch: typeof globalThis.fetch = (input, init) => server.fetch(new Request(input, init));
  return new TwigAI({ apiKey: key, baseUrl: 'http://twig.test', fetch });
}

describe('the legacy client', () => {
  it('chats: the answer is its text', async () => {
    using server = await openTwigServer();
    const { id: agentId } = await createAgent(server);
    const twig = twigAI(server);

    const { text, sources, metadata } = await twig.chat({ prompt, agentId });

    expect(text).toBe('The warranty of a bicycle frame lasts ten years. [1]');
    expect(sources).toMatchObject([{ title: 'Warranty', relevance: expect.any(Number) }]);
    expect(metadata.strategy).toBe('REDWOOD');
  });

  it('keeps a conversation by its session id', async () => {
    using server = await openTwigServer();
    const { id: agentId } = await createAgent(server, { rag_strategy: 'cedar' });
    const twig = twigAI(server);
    const sessionId = 'session-456';

    await twig.chat({ prompt: 'How long does the warranty last?', agentId, sessionId });
    await twig.chat({ prompt: 'And the lease of an office?', agentId, sessionId });

    const { entries } = await twig.interactions.list();
    expect(entries.map((chat) => chat.sessionId)).toEqual([sessionId, sessionId]);
  });

  it('streams to the same answer', async () => {
    using server = await openTwigServer();
    const { id: agentId } = await createAgent(server);

    const pieces = await collect(twigAI(server).chatStream({ prompt, agentId }));

    const last = pieces.at(-1);
    const whole = pieces.map(({ delta }) => delta).join('');
    expect(last?.done && last.answer.text).toBe(whole);
    expect(last?.done && last.answer.sources).toHaveLength(1);
  });

  it('walks a list page by page', async () => {
    using server = await openTwigServer();
    const twig = twigAI(server);
    for (const name of ['A', 'B', 'C']) await twig.agents.create({ name, dataSourceIds: [] });

    const pages = await collect(twig.agents.pages({ limit: 2 }));

    expect(pages.map(({ entries }) => entries.length)).toEqual([2, 1]);
  });

  it('creates, processes, rates, measures and registers', async () => {
    using server = await openTwigServer();
    const { id: agentId } = await createAgent(server);
    const twig = twigAI(server);

    const spec = await twig.dataSources.create({ type: 'FILE', name: 'Manual' });
    const processing = await twig.dataSources.process(spec.id);
    const { metadata } = await twig.chat({ prompt, agentId });
    const { interactionId = '' } = metadata;
    const rated = await twig.interactions.rate({ interactionId, rating: 2 });
    const { metrics } = await twig.dashboard();
    const found = await twig.semanticSearch({ query: 'warranty of a frame', topK: 1 });
    const url = 'https://hooks.example.com/in';
    const webhook = await twig.registerWebhook({ url, events: ['agent.updated'] });

    expect(spec).toMatchObject({ type: 'FILE', url: undefined });
    expect(processing).toMatchObject({ id: spec.id, status: 'FAILED' });
    expect(rated.feedback).toBe('NEGATIVE');
    expect(metrics).toMatchObject({ totalQueries: 1, accuracyRate: 0 });
    expect(found.chunks).toMatchObject([{ documentTitle: 'Warranty' }]);
    expect(webhook.secret).toMatch(/.{16}/);
  });

  it('fails with the one tree of errors', async () => {
    using server = await openTwigServer();

    const error = await caught(twigAI(server).chat({ prompt, agentId: 'agent-none' }));

    expect(error).toBeInstanceOf(StopRunError);
    expect(error).toBeInstanceOf(TwigkitError);
    expect(error).toMatchObject({
      code: 'not_found',
      status: 404,
      requestId: expect.stringMatching(/^req_/),
    });
  });

  it('throws what a stream says after it has begun', async () => {
    const failure = {
      error: { code: 'internal_error', message: 'No.', details: {} },
      status: 'error',
    };
    const piece = { delta: 'Ten', done: false };
    const reply = {
      headers: { 'content-type': 'text/event-stream' },
      body: `data: ${JSON.stringify(piece)}\n\nevent: error\ndata: ${JSON.stringify(failure)}\n\n`,
    };
    await using scripted = await scriptedServer([reply]);
    const twig = new TwigAI({ apiKey: 'k', baseUrl: scripted.url });

    const error = await caught(collect(twig.chatStream({ prompt, agentId: 'agent-1' })));

    expect(error).toBeInstanceOf(RetryError);
    expect(String(error)).toContain('"No."');
  });

  it('waits out a limit and puts another prefix in place of /api', async () => {
    const body = { response: 'Yes.' };
    await using scripted = await scriptedServer([
      { status: 429, headers: { 'retry-after': '7' }, body: { error: 'slow down' } },
      { body },
    ]);
    const clock = manualClock({ skips: true });
    const waits: number[] = [];
    const twig = new TwigAI({
      apiKey: 'k',
      baseUrl: scripted.url,
      pathPrefix: '/old',
      clock,
      random: () => 0,
      onWait: ({ ms }) => waits.push(ms),
    });

    const { text, sources } = await twig.chat({ prompt, agentId: 'agent-1' });

    expect([text, sources]).toEqual(['Yes.', []]);
    expect(Math.max(...waits)).toBeGreaterThanOrEqual(7000);
    expect(scripted.seen.map(({ path }) => path)).toEqual(['/old/chat', '/old/chat']);
  });
});

import { describe, expect, it } from 'vitest';
import { createHttpReranker } from '#twig/models/http-reranker.ts';
import { createOpenAiChat } from '#twig/models/open-ai-chat.ts';
import { askTwig, createAgent, pushHandbook } from '../../../support/answering-twig.ts';
import {
  type FakeModelOptions,
  fakeModelServer,
  type SeenChat,
} from '../../../support/fake-model-server.ts';
import { openTwigServer } from '../../../support/open-twig-server.ts';
import { begin, end, push, upsert } from '../../../support/push-body.ts';

const follow = ['What does the warranty of a bicycle cover?', 'And how many years does it last?'];

async function withModels(options: FakeModelOptions) {
  const server = await fakeModelServer(options);
  const endpoint = {
    baseUrl: server.baseUrl,
    apiKey: undefined,
    model: 'm',
    fetch: globalThis.fetch,
  };
  const models = { chat: createOpenAiChat(endpoint), rerank: createHttpReranker(endpoint) };
  const twig = await openTwigServer({ models });
  return {
    twig,
    server,
    async [Symbol.asyncDispose]() {
      twig[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

function askedTo({ messages }: SeenChat): 'rewrite' | 'expand' | 'answer' {
  const [system] = messages;
  if (system?.content.startsWith('Rewrite')) return 'rewrite';
  return system?.content.startsWith('Write up to') ? 'expand' : 'answer';
}

describe('redwood', () => {
  it('takes the question as it was typed, whatever was said before', async () => {
    using twig = await openTwigServer();
    const { id } = await createAgent(twig, { rag_strategy: 'redwood' });

    const answers = [];
    for (const query of follow) answers.push(await askTwig(twig, id, query, { session_id: 's' }));

    const titles = answers[1]?.sources.map(({ document_title }) => document_title);
    expect(titles?.sort()).toEqual(['Lease', 'Warranty']);
  });
});

describe('cedar', () => {
  it('understands a question that refers back, without a model', async () => {
    using twig = await openTwigServer();
    const { id } = await createAgent(twig, { rag_strategy: 'cedar' });

    const answers = [];
    for (const query of follow) answers.push(await askTwig(twig, id, query, { session_id: 's' }));

    expect(answers[1]?.response).toBe('The warranty of a bicycle frame lasts ten years. [1]');
    expect(answers[1]?.metadata).toMatchObject({ rag_strategy: 'cedar', session_id: 's' });
  });

  it('knows nothing of other sessions, other agents, or what was said long ago', async () => {
    using twig = await openTwigServer();
    const source = await pushHandbook(twig);
    const fields = { rag_strategy: 'cedar', data_source_ids: [source] };
    const [one, two] = [await createAgent(twig, fields), await createAgent(twig, fields)];
    const [first = '', second = ''] = follow;
    await askTwig(twig, one.id, first, { session_id: 's' });
    const sources = async (agent: string, session_id: string) =>
      (await askTwig(twig, agent, second, { session_id })).sources.length;

    const elsewhere = [await sources(one.id, 'other'), await sources(two.id, 's')];
    await twig.clock.advance(31 * 24 * 60 * 60 * 1000);
    const later = await sources(one.id, 's');

    expect([...elsewhere, later]).toEqual([2, 2, 2]);
  });

  it('has a model rewrite the question from the turns, and answer with them in view', async () => {
    const rewritten = 'How many years does the warranty of a bicycle frame last?';
    await using both = await withModels({
      reply: (chat) => [askedTo(chat) === 'rewrite' ? rewritten : 'Ten years [1].'],
    });
    const { id } = await createAgent(both.twig, { rag_strategy: 'cedar' });

    for (const query of follow) await askTwig(both.twig, id, query, { session_id: 's' });

    const { chats } = both.server;
    expect(chats.map(askedTo)).toEqual(['answer', 'rewrite', 'answer']);
    expect(chats[1]).toMatchObject({ temperature: 0 });
    expect(chats[1]?.messages[1]?.content).toContain('User: What does the warranty');
    expect(chats[2]?.messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'user',
    ]);
    expect(chats[2]?.messages.at(-1)?.content).toContain(`Question: ${rewritten}`);
  });
});

describe('cypress', () => {
  it('searches for other ways to put the question, and reranks what they find', async () => {
    await using both = await withModels({
      reply: (chat) =>
        askedTo(chat) === 'expand'
          ? ['1. bicycle frame warranty\n', '- parcel delivery costs\n\n']
          : ['Ten years [1].'],
      relevance: (_, document) => (document.includes('ten years') ? 1 : 0),
    });
    const { id } = await createAgent(both.twig, { rag_strategy: 'cypress' });

    const { sources } = await askTwig(both.twig, id, 'Guarantee on delivery of cycles?');

    expect(both.server.chats.map(askedTo)).toEqual(['expand', 'answer']);
    expect(both.server.calls).toContain('POST /v1/rerank');
    expect(sources[0]?.document_title).toBe('Warranty');
    expect(sources.map(({ document_title }) => document_title)).toContain('Shipping');
  });

  it('reads the second tier besides the first', async () => {
    using twig = await openTwigServer();
    const official = await pushHandbook(twig);
    const body = { type: 'file', name: 'Forum', config: { tier: 2 } };
    const created = await (await twig.call('POST', '/api/v1/data-sources', { body })).json();
    const community = String(Object(created).id);
    const post = upsert('post', ['A parcel to the islands costs nine euros.']);
    await push(twig, community, begin(), post, end());
    const { id } = await createAgent(twig, {
      rag_strategy: 'cypress',
      data_source_ids: [official, community],
    });

    const near = await askTwig(twig, id, 'What does a parcel to the islands cost?');
    const far = await askTwig(twig, id, 'How many years does the warranty last?');

    expect(near.sources[0]?.document_title).toBe('post');
    expect(far.sources[0]?.document_title).toBe('Warranty');
  });
});

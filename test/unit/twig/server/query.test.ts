import { describe, expect, it } from 'vitest';
import { errorBody } from '#twig/api/error-body.ts';
import { interactionList } from '#twig/api/interactions.ts';
import { createOpenAiChat } from '#twig/models/open-ai-chat.ts';
import type { ChunkArticle } from '#twig/server/chunk-article.ts';
import { askTwig, createAgent, listenFor, outboxOf } from '../../../support/answering-twig.ts';
import {
  type FakeModelOptions,
  type FakeModelServer,
  fakeModelServer,
} from '../../../support/fake-model-server.ts';
import { openTwigServer, type TestServer } from '../../../support/open-twig-server.ts';
import { begin, end, push, upsert } from '../../../support/push-body.ts';

const path = '/api/v1/query';
const noInformation = 'I have no information about that in the data sources of this agent.';

async function withModel(options: FakeModelOptions = {}) {
  const server = await fakeModelServer(options);
  const { fetch } = globalThis;
  const price = { inputUsdPerMillion: 2, outputUsdPerMillion: 10 };
  const model = { baseUrl: server.baseUrl, apiKey: undefined, model: 'small', fetch, price };
  const twig = await openTwigServer({ models: { chat: createOpenAiChat(model) } });
  return {
    twig,
    server,
    async [Symbol.asyncDispose]() {
      twig[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

async function interactionsOf({ call }: TestServer) {
  const answer = await call('GET', '/api/v1/interactions');
  return interactionList.parse(await answer.json()).interactions;
}

function lastPrompt({ chats }: FakeModelServer): string {
  return (
    chats
      .at(-1)
      ?.messages.map(({ role, content }) => `${role}: ${content}`)
      .join('\n') ?? ''
  );
}

describe('a query without a language model', () => {
  it('is answered in the documents’ own words, with every field of the document', async () => {
    using twig = await openTwigServer();
    const { id, data_source_ids } = await createAgent(twig);

    const answer = await askTwig(twig, id, 'Within how many days can a customer return an item?');

    expect(answer).toEqual({
      response: 'A customer can return an item within thirty days of delivery. [1]',
      sources: [
        {
          chunk_id: 'chk_refunds.md_0',
          document_title: 'Refunds',
          document_url: 'https://docs.example.com/refunds#here',
          similarity_score: expect.any(Number),
          chunk_text:
            'A customer can return an item within thirty days of delivery. The item must be unused.',
          document_id: expect.stringMatching(/^doc_/),
          headings: ['Refunds'],
          metadata: {
            path: 'refunds.md',
            data_source_id: data_source_ids[0],
            namespace: 'docs',
          },
        },
      ],
      metadata: {
        interaction_id: expect.stringMatching(/^int_[0-9a-f]{24}$/),
        latency_ms: 0,
        tokens_input: expect.any(Number),
        tokens_output: expect.any(Number),
        cost_usd: 0,
        rag_strategy: 'redwood',
        model: 'extractive',
        session_id: expect.stringMatching(/^sess_[0-9a-f]{24}$/),
        confidence: answer.sources[0]?.similarity_score,
      },
    });
    expect(answer.metadata.tokens_output).toBeGreaterThan(5);
  });

  it.each([
    'What is the price of a helicopter?',
    'How do I configure a Kubernetes ingress?',
    'the of and',
    '"" OR NEAR(',
  ])('says that it knows nothing about %j', async (question) => {
    using twig = await openTwigServer();
    const { id } = await createAgent(twig);

    const { response, sources, metadata } = await askTwig(twig, id, question);

    expect({ response, sources }).toEqual({ response: noInformation, sources: [] });
    expect(metadata).toMatchObject({ model: 'extractive', confidence: 0 });
  });

  it('keeps to the data sources of the agent', async () => {
    using twig = await openTwigServer();
    const secret = await twig.createDataSource('Secret');
    await push(twig, secret, begin(), upsert('s', ['The safe opens with 4711.']), end());
    const knows = await createAgent(twig, { data_source_ids: [secret] });
    const doesNot = await createAgent(twig);
    const nothing = await createAgent(twig, { data_source_ids: [] });
    const ask = async (id: string) => (await askTwig(twig, id, 'How does the safe open?')).response;

    expect(await ask(knows.id)).toBe('The safe opens with 4711. [1]');
    expect(await ask(doesNot.id)).toBe(noInformation);
    expect(await ask(nothing.id)).toBe(noInformation);
  });

  it('reads published articles besides', async () => {
    const chunkArticle: ChunkArticle = async ({ content }) => [
      { id: 'chk_kb', index: 0, text: content, headings: [], token_count: 4, content_hash: 'h' },
    ];
    using twig = await openTwigServer({ chunkArticle });
    const { id } = await createAgent(twig);
    const body = {
      title: 'Door',
      content: 'The back door opens with a card.',
      status: 'published',
    };
    await twig.call('POST', '/api/v1/kb', { body });

    const { response } = await askTwig(twig, id, 'How does the back door open?');

    expect(response).toBe('The back door opens with a card. [1]');
  });

  it('honours readers when it is told who asks', async () => {
    using twig = await openTwigServer();
    const source = await twig.createDataSource();
    const ada = { source: 'wiki', kind: 'user' as const, id: 'ada' };
    const acl = { kind: 'restricted' as const, all_of: [[ada]] };
    await push(twig, source, begin(), upsert('s', ['The safe opens with 4711.'], { acl }), end());
    const { id } = await createAgent(twig, { data_source_ids: [source] });
    const ask = async (principals: object[]) =>
      (await askTwig(twig, id, 'How does the safe open?', { principals })).sources.length;

    expect([await ask([ada]), await ask([])]).toEqual([1, 0]);
  });

  it('keeps to max_tokens', async () => {
    using twig = await openTwigServer();
    const { id } = await createAgent(twig);
    const question = 'Within how many days can a customer return an item?';

    const { response, sources } = await askTwig(twig, id, question, { max_tokens: 10 });

    expect(response).toMatch(/^A customer can .*… \[1\]$/);
    expect(response.length).toBeLessThan(50);
    expect(sources).toHaveLength(1);
  });

  it('is refused with every bad field named', async () => {
    using twig = await openTwigServer();
    const body = { agent_id: '', query: ' ', session_id: 7, stream: 'yes', temperature: -1 };

    const answer = await twig.call('POST', path, { body: { ...body, max_tokens: 1.5 } });

    expect(answer.status).toBe(400);
    expect(Object.keys(errorBody.parse(await answer.json()).error.details).sort()).toEqual(
      [...Object.keys(body), 'max_tokens'].sort(),
    );
    expect(await interactionsOf(twig)).toEqual([]);
  });

  it('is refused for an agent that does not exist', async () => {
    using twig = await openTwigServer();

    const answer = await twig.call('POST', path, { body: { agent_id: 'agent_1', query: 'x' } });

    expect(answer.status).toBe(404);
    expect(errorBody.parse(await answer.json()).error).toMatchObject({
      code: 'not_found',
      details: { agent_id: 'agent_1' },
    });
  });

  it('is stored, and told of when it is stored and when it is answered', async () => {
    using twig = await openTwigServer();
    await listenFor(twig, 'interaction.created', 'interaction.completed');
    const { id } = await createAgent(twig);
    const query = 'How long does the warranty of a bicycle frame last?';

    const { response, metadata } = await askTwig(twig, id, query, { session_id: 'mine' });

    const { interaction_id } = metadata;
    expect(await interactionsOf(twig)).toMatchObject([
      {
        id: interaction_id,
        agent_id: id,
        query,
        response,
        session_id: 'mine',
        status: 'completed',
      },
    ]);
    expect(outboxOf(twig)).toMatchObject([
      { event: 'interaction.created', data: { interaction_id, agent_id: id, query } },
      { event: 'interaction.completed', data: { interaction_id, agent_id: id, latency_ms: 0 } },
    ]);
  });
});

describe('a query with a language model', () => {
  it('is answered from numbered passages, by the agent’s own settings', async () => {
    const usage = { prompt_tokens: 1000, completion_tokens: 100 };
    await using both = await withModel({ usage, reply: () => ['Thirty ', 'days [1].'] });
    const { twig, server } = both;
    const { id } = await createAgent(twig, { system_prompt: 'Be kind.', temperature: 0.1 });

    const { response, sources, metadata } = await askTwig(twig, id, 'When can I return an item?');

    expect(response).toBe('Thirty days [1].');
    expect(sources[0]?.document_title).toBe('Refunds');
    expect(metadata).toMatchObject({
      model: 'small',
      tokens_input: 1000,
      tokens_output: 100,
      cost_usd: 0.003,
    });
    expect(server.chats).toMatchObject([{ model: 'small', temperature: 0.1, max_tokens: 500 }]);
    expect(lastPrompt(server)).toContain('system: Be kind.');
    expect(lastPrompt(server)).toContain('[1] Refunds > Refunds\nA customer can return');
  });

  it('takes what the request says before what the agent says', async () => {
    await using both = await withModel();
    const { twig, server } = both;
    const { id } = await createAgent(twig, { model: 'gpt-4' });

    const more = { temperature: 1.5, max_tokens: 33 };
    const { metadata } = await askTwig(twig, id, 'When can I return an item?', more);

    expect(server.chats).toMatchObject([{ model: 'gpt-4', temperature: 1.5, max_tokens: 33 }]);
    expect(metadata.model).toBe('gpt-4');
  });

  it('drops citations of passages that do not exist', async () => {
    await using both = await withModel({ reply: () => ['Yes [', '1][9', '9] and [0].'] });
    const { id } = await createAgent(both.twig);

    const { response } = await askTwig(both.twig, id, 'When can I return an item?');

    expect(response).toBe('Yes [1] and.');
  });

  it('has no sources when the model finds no answer in them', async () => {
    await using both = await withModel({ reply: () => [noInformation] });
    const { id } = await createAgent(both.twig);

    const { sources } = await askTwig(both.twig, id, 'Which item is the prettiest?');

    expect(sources).toEqual([]);
  });

  it('does not ask the model when the search finds nothing', async () => {
    await using both = await withModel();
    const { id } = await createAgent(both.twig);

    const { response } = await askTwig(both.twig, id, 'xylophone zebra');

    expect(response).toBe(noInformation);
    expect(both.server.chats).toEqual([]);
  });

  it('quotes when the agent is extractive', async () => {
    await using both = await withModel();
    const { id } = await createAgent(both.twig, { model: 'extractive' });

    const { metadata } = await askTwig(both.twig, id, 'When can I return an item?');

    expect(metadata.model).toBe('extractive');
    expect(both.server.chats).toEqual([]);
  });

  it('is 503 with the wait while the model is not available, and stored as failed', async () => {
    const refuses = { status: 429, headers: { 'retry-after': '9' } };
    await using both = await withModel({ refuses });
    const { id } = await createAgent(both.twig);

    const body = { agent_id: id, query: 'When can I return an item?' };
    const answer = await both.twig.call('POST', path, { body });

    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('9');
    expect(errorBody.parse(await answer.json()).error.code).toBe('service_unavailable');
    expect(await interactionsOf(both.twig)).toMatchObject([{ status: 'failed', response: '' }]);
    expect(both.twig.failures).toEqual([]);
  });

  it('is 500 without a word about the key when the model refuses it, and reported', async () => {
    const refuses = { status: 401, body: { error: { message: 'bad key sk-1' } } };
    await using both = await withModel({ refuses });
    const { id } = await createAgent(both.twig);

    const body = { agent_id: id, query: 'When can I return an item?' };
    const answer = await both.twig.call('POST', path, { body });

    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('sk-1');
    expect(both.twig.failures).toMatchObject([{ code: 'model_key_refused' }]);
  });
});

import { describe, expect, it } from 'vitest';
import { interactionList } from '#twig/api/interactions.ts';
import { queryEvent } from '#twig/api/query.ts';
import { createOpenAiChat } from '#twig/models/open-ai-chat.ts';
import { askTwig, createAgent } from '../../../support/answering-twig.ts';
import { type FakeModelOptions, fakeModelServer } from '../../../support/fake-model-server.ts';
import { openTwigServer, type TestServer } from '../../../support/open-twig-server.ts';
import { serveFetch } from '../../../support/serve-fetch.ts';
import { waitUntil } from '../../../support/wait-until.ts';

const question = 'Within how many days can a customer return an item?';

async function withModel(options: FakeModelOptions) {
  const model = await fakeModelServer(options);
  const { fetch } = globalThis;
  const chat = createOpenAiChat({
    baseUrl: model.baseUrl,
    apiKey: undefined,
    model: 'small',
    fetch,
  });
  const twig = await openTwigServer({ models: { chat } });
  const served = await serveFetch(twig.server.fetch);
  const headers = { authorization: `Bearer ${twig.key}`, 'content-type': 'application/json' };
  return {
    twig,
    model,
    post: (body: object, signal?: AbortSignal) =>
      fetch(`${served.url}/api/v1/query`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
        ...(signal && { signal }),
      }),
    async [Symbol.asyncDispose]() {
      await served[Symbol.asyncDispose]();
      await model[Symbol.asyncDispose]();
      twig[Symbol.dispose]();
    },
  };
}

async function eventsOf(answer: Response) {
  const blocks = (await answer.text()).split('\n\n').filter((block) => block !== '');
  return blocks.map((block) => {
    const lines = block.split('\n');
    const data = lines.find((line) => line.startsWith('data: '))?.slice('data: '.length) ?? '';
    return { event: lines.find((line) => line.startsWith('event: ')), data: JSON.parse(data) };
  });
}

async function statusesOf({ call }: TestServer): Promise<readonly unknown[]> {
  const answer = await call('GET', '/api/v1/interactions');
  return interactionList.parse(await answer.json()).interactions.map(({ status }) => status);
}

describe('a streamed query', () => {
  it('comes in pieces, the last with sources and metadata', async () => {
    using twig = await openTwigServer();
    const { id } = await createAgent(twig);
    const whole = await askTwig(twig, id, question);

    const body = { agent_id: id, query: question, stream: true };
    const answer = await twig.call('POST', '/api/v1/query', { body });
    const events = (await eventsOf(answer)).map(({ data }) => queryEvent.parse(data));

    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(answer.headers.get('cache-control')).toContain('no-cache');
    expect(events.map(({ delta }) => delta).join('')).toBe(whole.response);
    expect(events.slice(0, -1).every(({ done }) => !done)).toBe(true);
    const { interaction_id: _, session_id: __, ...metadata } = whole.metadata;
    expect(events.at(-1)).toMatchObject({
      delta: '',
      done: true,
      sources: whole.sources,
      metadata,
    });
  });

  it('begins before the interaction is stored, and ends after', async () => {
    using twig = await openTwigServer();
    const { id } = await createAgent(twig);
    const stored = Promise.withResolvers<number>();
    Object.assign(twig.writer, { beginInteraction: () => stored.promise });
    let ended = false;

    const body = { agent_id: id, query: question, stream: true };
    const answer = await twig.call('POST', '/api/v1/query', { body });
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    const last = reader?.read().then((read) => {
      ended = true;
      return read;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    const endedEarly = ended;
    stored.resolve(0);

    expect(new TextDecoder().decode(first?.value)).toContain('"done":false');
    expect(endedEarly).toBe(false);
    expect(new TextDecoder().decode((await last)?.value)).toContain('"done":true');
  });

  it('passes the model’s pieces on as they come', async () => {
    await using both = await withModel({ reply: () => ['Thirty', ' days', ' [1]'] });
    const { id } = await createAgent(both.twig);

    const events = await eventsOf(await both.post({ agent_id: id, query: question, stream: true }));

    expect(events.map(({ data }) => data.delta)).toEqual(['Thirty', ' days', ' [1]', '']);
    expect(await statusesOf(both.twig)).toEqual(['completed']);
  });

  it('is refused as ever while it has not begun', async () => {
    using twig = await openTwigServer();

    const body = { agent_id: 'agent_1', query: 'x', stream: true };
    const answer = await twig.call('POST', '/api/v1/query', { body });

    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('application/json');
  });

  it('ends in an error event when the model fails', async () => {
    await using both = await withModel({ breaksAfter: 1 });
    const { id } = await createAgent(both.twig);

    const answer = await both.post({ agent_id: id, query: question, stream: true });
    const events = await eventsOf(answer);

    expect(events[0]).toMatchObject({ data: { delta: 'Hello', done: false } });
    expect(events.at(-1)).toMatchObject({
      event: 'event: error',
      data: {
        error: { code: 'service_unavailable', details: { retry_after_seconds: 5 } },
        request_id: answer.headers.get('x-request-id'),
      },
    });
    expect(await statusesOf(both.twig)).toEqual(['failed']);
  });

  it.each([true, false])('is given up when the client leaves (stream: %s)', async (stream) => {
    await using both = await withModel({ stallsAfter: 1 });
    const { id } = await createAgent(both.twig);
    const leave = new AbortController();

    const asked = both.post({ agent_id: id, query: question, stream }, leave.signal);
    if (stream) await (await asked).body?.getReader().read();
    else await waitUntil('the model works', () => both.model.chats.length === 1);
    leave.abort();
    await asked.catch(() => undefined);

    await waitUntil('the model is left', () => both.model.left === 1);
    await waitUntil(
      'the interaction is stored',
      async () => (await statusesOf(both.twig))[0] === 'aborted',
    );
    expect(both.twig.failures).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { interactionList } from '#twig/api/interactions.ts';
import { legacyErrorBody } from '#twig/api/legacy/envelope.ts';
import { createOpenAiChat } from '#twig/models/open-ai-chat.ts';
import { createAgent } from '../../../../support/answering-twig.ts';
import { type FakeModelOptions, fakeModelServer } from '../../../../support/fake-model-server.ts';
import { openTwigServer } from '../../../../support/open-twig-server.ts';
import { serveFetch } from '../../../../support/serve-fetch.ts';
import { waitUntil } from '../../../../support/wait-until.ts';

async function withModel(options: FakeModelOptions) {
  const model = await fakeModelServer(options);
  const { baseUrl } = model;
  const { fetch } = globalThis;
  const chat = createOpenAiChat({ baseUrl, apiKey: undefined, model: 'small', fetch });
  const twig = await openTwigServer({ models: { chat } });
  const served = await serveFetch(twig.server.fetch);
  const { id: agentId } = await createAgent(twig);
  const headers = { authorization: `Bearer ${twig.key}`, 'content-type': 'application/json' };
  const prompt = 'Within how many days can a customer return an item?';
  return {
    twig,
    model,
    chat: (stream: boolean, signal?: AbortSignal) =>
      fetch(`${served.url}/api/chat`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ prompt, agentId, stream }),
        ...(signal && { signal }),
      }),
    async [Symbol.asyncDispose]() {
      await served[Symbol.asyncDispose]();
      await model[Symbol.asyncDispose]();
      twig[Symbol.dispose]();
    },
  };
}

describe('a legacy chat whose model fails', () => {
  it('is 503 with the wait while the model is not available', async () => {
    const refuses = { status: 429, headers: { 'retry-after': '17' } };
    await using both = await withModel({ refuses });

    const answer = await both.chat(false);

    const { error } = legacyErrorBody.parse(await answer.json());
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('17');
    expect(error.code).toBe('service_unavailable');
  });

  it('is 500 in the legacy envelope, reported once', async () => {
    await using both = await withModel({ refuses: { status: 401 } });

    const answer = await both.chat(false);

    expect(answer.status).toBe(500);
    expect(legacyErrorBody.parse(await answer.json()).error.code).toBe('internal_error');
    expect(both.twig.failures).toHaveLength(1);
  });

  it('in the middle of a stream ends with an error event in the legacy envelope', async () => {
    await using both = await withModel({ breaksAfter: 1 });

    const blocks = (await (await both.chat(true)).text()).trim().split('\n\n');

    const last = /^event: error\ndata: (.*)$/.exec(blocks.at(-1) ?? '')?.[1] ?? '';
    const { error } = legacyErrorBody.strict().parse(JSON.parse(last));
    expect(error).toMatchObject({
      code: 'service_unavailable',
      details: { retryAfterSeconds: expect.any(Number) },
    });
  });

  it.each([true, false])('is given up when the client leaves (stream: %s)', async (stream) => {
    await using both = await withModel({ stallsAfter: 1 });
    const leave = new AbortController();

    const asked = both.chat(stream, leave.signal);
    if (stream) await (await asked).body?.getReader().read();
    else await waitUntil('the model works', () => both.model.chats.length === 1);
    leave.abort();
    await asked.catch(() => undefined);

    await waitUntil('the model is left', () => both.model.left === 1);
    await waitUntil('the interaction is stored', async () => {
      const listed = await both.twig.call('GET', '/api/v1/interactions');
      return interactionList.parse(await listed.json()).interactions[0]?.status === 'aborted';
    });
    expect(both.twig.failures).toEqual([]);
  });
});

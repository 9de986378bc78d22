import { afterEach, describe, expect, it } from 'vitest';
import { RetryError, StopRunError } from '#core/errors.ts';
import { createEmbeddingThread, type EmbeddingThread } from '#entry/embedded/embedding-thread.ts';
import { createOpenAiEmbedder } from '#twig/models/open-ai-embedder.ts';
import { embedderContract } from '../../contract/embedder.ts';
import { caught } from '../../support/caught.ts';
import { fakeModelServer } from '../../support/fake-model-server.ts';

const { signal } = new AbortController();

describe('the thread that embeds passages', () => {
  let thread: EmbeddingThread | undefined;
  afterEach(() => thread?.close());

  function open(baseUrl: string, dimensions = 4) {
    const model = { baseUrl, apiKey: undefined, model: 'embed', dimensions, cutDimensions: false };
    const here = createOpenAiEmbedder({ ...model, fetch: globalThis.fetch });
    thread = createEmbeddingThread(model, here);
    return { here, embedder: thread.embedder };
  }

  it.each(embedderContract)('$name', async ({ run }) => {
    await using server = await fakeModelServer();

    await run(open(server.baseUrl).embedder);
  });

  it('gives the vectors that the same model gives on this thread, under the same name', async () => {
    await using server = await fakeModelServer();
    const { here, embedder } = open(server.baseUrl);
    const texts = ['a', 'longer text', ''];

    expect(await embedder.embed(texts, signal)).toEqual(await here.embed(texts, signal));
    expect(embedder.name).toBe(here.name);
  });

  it('rejects with what went wrong, its class and code kept', async () => {
    await using server = await fakeModelServer({ dimensions: 8 });
    const wrong = await caught(open(server.baseUrl, 4).embedder.embed(['a'], signal));
    await thread?.close();
    const unreachable = await caught(open('http://127.0.0.1:1/v1').embedder.embed(['a'], signal));

    expect(wrong).toBeInstanceOf(StopRunError);
    expect(wrong).toMatchObject({ code: 'model_answer' });
    expect(unreachable).toBeInstanceOf(RetryError);
    expect(unreachable).toMatchObject({ code: 'model_unreachable' });
  });
});

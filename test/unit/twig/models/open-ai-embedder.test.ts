import { describe, expect, it } from 'vitest';
import { createOpenAiEmbedder } from '#twig/models/open-ai-embedder.ts';
import { embedderContract } from '../../../contract/embedder.ts';
import { caught } from '../../../support/caught.ts';
import { fakeModelServer } from '../../../support/fake-model-server.ts';

const { signal } = new AbortController();

function embedderAt(baseUrl: string, dimensions = 4) {
  const { fetch } = globalThis;
  return createOpenAiEmbedder({ baseUrl, apiKey: undefined, model: 'embed', dimensions, fetch });
}

describe('an embedding model behind an OpenAI-compatible endpoint', () => {
  it.each(embedderContract)('$name', async ({ run }) => {
    await using server = await fakeModelServer();

    await run(embedderAt(server.baseUrl));
  });

  it('sends many texts in several requests, and without a key no header for it', async () => {
    await using server = await fakeModelServer();

    await embedderAt(server.baseUrl).embed(Array.from({ length: 200 }, String), signal);

    expect(server.calls).toEqual(Array.from({ length: 3 }, () => 'POST /v1/embeddings'));
    expect(server.authorizations).toEqual([undefined, undefined, undefined]);
  });

  it('refuses vectors of another length than was said', async () => {
    await using server = await fakeModelServer({ dimensions: 8 });

    const error = await caught(embedderAt(server.baseUrl, 4).embed(['a'], signal));

    expect(error).toMatchObject({
      code: 'model_answer',
      message: expect.stringContaining('vectors of 8 numbers'),
    });
  });
});

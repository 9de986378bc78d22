import { describe, expect, it } from 'vitest';
import { createHttpReranker } from '#twig/models/http-reranker.ts';
import { caught } from '../../../support/caught.ts';
import { fakeModelServer } from '../../../support/fake-model-server.ts';
import { scriptedServer } from '../../../support/scripted-server.ts';

const { signal } = new AbortController();
const { fetch } = globalThis;
const rest = { apiKey: undefined, model: 'judge', fetch };

describe('a reranking model', () => {
  it('gives the relevance of each text, in the order of the texts', async () => {
    await using server = await fakeModelServer();
    const rerank = createHttpReranker({ baseUrl: server.baseUrl, ...rest });

    expect(await rerank.relevances('q', ['a', 'ccc', 'bb'], signal)).toEqual([1, 3, 2]);
    expect(await rerank.relevances('q', [], signal)).toEqual([]);
  });

  it('refuses an answer without all of them', async () => {
    const results = [{ index: 0, relevance_score: 1 }];
    await using server = await scriptedServer([{ body: { results } }]);
    const rerank = createHttpReranker({ baseUrl: server.url, ...rest });

    const error = await caught(rerank.relevances('q', ['a', 'b'], signal));

    expect(error).toMatchObject({ code: 'model_answer' });
  });
});

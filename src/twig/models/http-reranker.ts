import * as z from 'zod';
import { askModel, type ModelEndpoint, type ModelWire, unexpected } from './model-endpoint.ts';
import type { RerankModel } from './rerank-model.ts';

export interface HttpRerankerOptions extends ModelEndpoint, ModelWire {}

const answer = z.object({
  results: z.array(z.object({ index: z.int(), relevance_score: z.number() })),
});

/** Rerankers read about 512 tokens of a text. */
const maxTextLength = 4_000;

/**
 * A reranking model behind `POST /rerank`, as vLLM, Jina, Cohere and others offer it beside OpenAI's
 * calls, which have none.
 */
export function createHttpReranker(options: HttpRerankerOptions): RerankModel {
  const { model } = options;
  return {
    model,
    async relevances(question, texts, signal) {
      signal.throwIfAborted();
      if (texts.length === 0) return [];
      const documents = texts.map((text) => text.slice(0, maxTextLength).toWellFormed());
      const body = { model, query: question, documents, top_n: documents.length };
      const parsed = answer.safeParse(
        await askModel(options, options, { path: '/rerank', body }, signal),
      );
      if (!parsed.success) throw unexpected(options, 'relevances of another shape', parsed.error);
      const relevances = new Map(
        parsed.data.results.map((result) => [result.index, result.relevance_score]),
      );
      return texts.map((_, index) => {
        const relevance = relevances.get(index);
        if (relevance === undefined) throw unexpected(options, `no relevance for text ${index}`);
        return relevance;
      });
    },
  };
}

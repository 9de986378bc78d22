import type { ModelsConfig } from '#runtime/config/models-config.ts';
import { createHttpReranker } from '#twig/models/http-reranker.ts';
import type { Models } from '#twig/models/models.ts';
import { createOpenAiChat } from '#twig/models/open-ai-chat.ts';
import { createOpenAiEmbedder } from '#twig/models/open-ai-embedder.ts';

/** The models that the configuration names. Nothing is opened before the first question. */
export function createModels(config: ModelsConfig, fetch: typeof globalThis.fetch): Models {
  const { chat, embeddings, rerank } = config;
  return {
    chat: chat && createOpenAiChat({ ...chat, fetch, price: chat }),
    embedder: embeddings && createOpenAiEmbedder({ ...embeddings, fetch }),
    rerank: rerank && createHttpReranker({ ...rerank, fetch }),
  };
}

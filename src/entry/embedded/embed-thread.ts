import { workerData } from 'node:worker_threads';
import { answerCalls } from '#runtime/threads/answer-calls.ts';
import { createOpenAiEmbedder } from '#twig/models/open-ai-embedder.ts';
import type { EmbedThreadData } from './embedding-thread.ts';

/** A thread that asks the embedding model: what it answers, a number at a time, is much to read. */
const { embeddings } = workerData as EmbedThreadData;
const embedder = createOpenAiEmbedder({ ...embeddings, fetch: globalThis.fetch });
// Who leaves is let go by the pool; what the model still answers is of no use then.
const { signal } = new AbortController();
answerCalls({ embed: async (texts: readonly string[]) => embedder.embed(texts, signal) });

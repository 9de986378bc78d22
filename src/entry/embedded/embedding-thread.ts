import type { Embedder } from '#core/embedder.ts';
import { RetryError } from '#core/errors.ts';
import type { EmbeddingModelConfig } from '#runtime/config/models-config.ts';
import { createThreadPool } from '#runtime/threads/create-thread-pool.ts';
import { threadFile } from '#runtime/threads/thread-file.ts';

export interface EmbedThreadData {
  readonly embeddings: EmbeddingModelConfig;
}

export interface EmbeddingThread {
  readonly embedder: Embedder;
  close(): Promise<void>;
}

/** Longer than the model's own time-out, several requests in a row. */
const deadlineMs = 5 * 60_000;
/** Answers of a model are short-lived; without a limit they would pile up before they are cleared. */
const resourceLimits = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 192 };

/**
 * The embedder of passages, on a thread of its own, which starts with the first text.
 *
 * @param like the same model on this thread, for its name and dimensions
 */
export function createEmbeddingThread(
  embeddings: EmbeddingModelConfig,
  like: Embedder,
): EmbeddingThread {
  const file = threadFile('embed-thread', './embed-thread.ts', import.meta.url);
  const workerData: EmbedThreadData = { embeddings };
  const pool = createThreadPool({ file, workerData, size: 1, deadlineMs, resourceLimits });
  return {
    embedder: {
      name: like.name,
      dimensions: like.dimensions,
      async embed(texts, signal) {
        const outcome = await pool.run({ method: 'embed', args: [texts] }, signal);
        // The thread's `embed` gives nothing else.
        if (outcome.is === 'done') return outcome.value as readonly Float32Array[];
        throw new RetryError(`The embedding ended without an answer: ${outcome.is}.`, {
          code: 'embedding_failed',
          hint: 'It is tried again; meanwhile passages are found by their words.',
          ...(outcome.is === 'crashed' && { cause: outcome.cause }),
        });
      },
    },
    close: () => pool.close(),
  };
}

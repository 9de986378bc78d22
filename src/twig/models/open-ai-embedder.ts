import * as z from 'zod';
import type { Embedder } from '#core/embedder.ts';
import { askModel, type ModelEndpoint, type ModelWire, unexpected } from './model-endpoint.ts';

export interface OpenAiEmbedderOptions extends ModelEndpoint, ModelWire {
  /** Of each vector; checked against what comes. */
  readonly dimensions: number;
  /** Asks the endpoint for vectors of `dimensions` numbers; not every model can cut its vectors. */
  readonly cutDimensions?: boolean;
}

const answer = z.object({
  data: z.array(z.object({ index: z.int(), embedding: z.array(z.number()) })),
});

/** Both keep a request well below what endpoints take at once. */
const maxTextsPerRequest = 96;
const maxLengthPerRequest = 200_000;
/** About 4,000 tokens of prose; models read 8,192 and refuse a longer text. */
const maxTextLength = 16_000;

/**
 * An embedding model behind an endpoint that speaks OpenAI's embeddings. What a model does not read
 * (a text that is too long) is cut; an empty text is sent as one space, since endpoints refuse none.
 */
export function createOpenAiEmbedder(options: OpenAiEmbedderOptions): Embedder {
  const { model, dimensions } = options;
  return {
    name: `${model}/${dimensions}`,
    dimensions,
    async embed(texts, signal) {
      signal.throwIfAborted();
      const vectors: Float32Array[] = [];
      for (const batch of batchesOf(texts.map(readable))) {
        vectors.push(...(await embedBatch(options, batch, signal)));
      }
      return vectors;
    },
  };
}

function readable(text: string): string {
  const clean = text.slice(0, maxTextLength).toWellFormed().replaceAll('\u0000', ' ');
  return clean.trim() === '' ? ' ' : clean;
}

function* batchesOf(texts: readonly string[]): Generator<readonly string[], void> {
  let batch: string[] = [];
  let length = 0;
  for (const text of texts) {
    const full = batch.length === maxTextsPerRequest || length + text.length > maxLengthPerRequest;
    if (full && batch.length > 0) {
      yield batch;
      batch = [];
      length = 0;
    }
    batch.push(text);
    length += text.length;
  }
  if (batch.length > 0) yield batch;
}

async function embedBatch(
  options: OpenAiEmbedderOptions,
  input: readonly string[],
  signal: AbortSignal,
): Promise<readonly Float32Array[]> {
  const { model, dimensions, cutDimensions = false } = options;
  const body = { model, input, encoding_format: 'float', ...(cutDimensions && { dimensions }) };
  const parsed = answer.safeParse(
    await askModel(options, options, { path: '/embeddings', body }, signal),
  );
  if (!parsed.success) throw unexpected(options, 'embeddings of another shape', parsed.error);
  const vectors: Float32Array[] = new Array(input.length);
  for (const { index, embedding } of parsed.data.data) {
    if (embedding.length !== dimensions) {
      throw unexpected(
        options,
        `vectors of ${embedding.length} numbers where models.embeddings.dimensions says ${dimensions}`,
      );
    }
    if (index >= 0 && index < input.length) vectors[index] = Float32Array.from(embedding);
  }
  const missing = input.findIndex((_, index) => vectors[index] === undefined);
  if (missing !== -1) throw unexpected(options, `no vector for text ${missing} of its batch`);
  return vectors;
}

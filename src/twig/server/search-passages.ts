import type { Embedder } from '#core/embedder.ts';
import type { SearchRequest, SearchResult } from '#twig/search/create-search.ts';
import { localEmbedding } from '#twig/search/local-embedding.ts';
import { asError } from '#util/as-error.ts';

/** A search as the index answers it, on this thread or on another. */
export type AskIndex = (request: SearchRequest, signal: AbortSignal) => Promise<SearchResult>;

export interface FoundPassages extends SearchResult {
  /** What the question was compared by: the model's vector, or the one that needs no model. */
  readonly questionVector: Float32Array;
}

/** Aborting rejects with the signal's reason. */
export type SearchPassages = (
  request: Omit<SearchRequest, 'vector'>,
  signal: AbortSignal,
) => Promise<FoundPassages>;

export interface SearchPassagesParts {
  readonly askIndex: AskIndex;
  /** Undefined: passages are found by their words alone. */
  readonly embedder: Embedder | undefined;
  /** Told when the embedder failed; the search goes on without it. */
  readonly report: (error: Error) => void;
}

/** A reader waits for the answer; without the model it is nearly as good. */
const embedTimeoutMs = 3_000;

/** The search that the server's answers are made of. */
export function createSearchPassages(parts: SearchPassagesParts): SearchPassages {
  const { askIndex, embedder } = parts;
  return async (request, signal) => {
    const values = await embedQuestion(parts, request.text, signal);
    const vector = embedder && values ? { space: embedder.name, values } : undefined;
    const result = await askIndex({ ...request, ...(vector && { vector }) }, signal);
    return { ...result, questionVector: values ?? localEmbedding(request.text) };
  };
}

async function embedQuestion(
  { embedder, report }: SearchPassagesParts,
  text: string,
  signal: AbortSignal,
): Promise<Float32Array | undefined> {
  if (!embedder) return undefined;
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(embedTimeoutMs)]);
  try {
    const [vector] = await embedder.embed([text], bounded);
    return vector;
  } catch (error) {
    signal.throwIfAborted();
    report(asError(error));
    return undefined;
  }
}

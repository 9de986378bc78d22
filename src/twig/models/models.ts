import type { Embedder } from '#core/embedder.ts';
import type { ChatModel } from './chat-model.ts';
import type { RerankModel } from './rerank-model.ts';

/** The models that answers are made with. Without `chat`, answers quote the documents. */
export interface Models {
  readonly chat?: ChatModel | undefined;
  /** Without it, passages are found by their words alone. */
  readonly embedder?: Embedder | undefined;
  /** Without it, the search's own order stays. */
  readonly rerank?: RerankModel | undefined;
}

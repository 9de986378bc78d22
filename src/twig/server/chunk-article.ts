import type { PushChunk } from '#twig/api/push.ts';

/** Cuts an article into what searches find. */
export type ChunkArticle = (
  article: ArticleToChunk,
  signal: AbortSignal,
) => Promise<readonly PushChunk[]>;

export interface ArticleToChunk {
  readonly id: string;
  readonly title: string;
  /** Markdown. */
  readonly content: string;
}

import type { ChunkOptions } from '#core/chunk.ts';
import type { ChunkArticle } from '#twig/server/chunk-article.ts';
import { createPooledConverter } from '../convert/create-pooled-converter.ts';

export interface ArticleChunker {
  readonly chunkArticle: ChunkArticle;
  close(): Promise<void>;
}

/** Cuts articles as documents are cut: Markdown, by the same sizes. Close it when done. */
export function createArticleChunker(chunking: ChunkOptions): ArticleChunker {
  const converter = createPooledConverter({ chunking, anchors: 'github', threadCount: 1 });
  return {
    async chunkArticle({ id, title, content }, signal) {
      const text = { as: 'text', mediaType: 'text/markdown', text: content } as const;
      const input = { documentId: id, name: title, content: text };
      const { chunks } = await converter.convert(input, signal);
      return chunks.map((chunk) => ({
        id: chunk.id,
        index: chunk.index,
        text: chunk.text,
        headings: [...chunk.headings],
        ...(chunk.anchor !== undefined && { anchor: chunk.anchor }),
        token_count: chunk.tokenCount,
        content_hash: chunk.contentHash,
      }));
    },
    close: () => converter.close(),
  };
}

import type { Clock } from '#core/clock.ts';
import type { Sql } from '#core/sql.ts';
import { asError } from '#util/as-error.ts';
import type { ChunkArticle } from './chunk-article.ts';
import type { IndexWriter } from './index-writer.ts';
import { findArticle, unindexedArticles } from './store/articles.ts';

export interface IndexArticlesParts {
  readonly reader: Sql;
  readonly writer: IndexWriter;
  readonly clock: Clock;
  readonly chunkArticle: ChunkArticle | undefined;
  readonly report: (error: Error) => void;
}

const batch = 50;

/**
 * Brings the index in line with whether searches are to find articles, which may have been decided
 * anew since the last start: all published ones, or none.
 */
export async function indexArticles(
  { reader, writer, clock, chunkArticle, report }: IndexArticlesParts,
  signal: AbortSignal,
): Promise<void> {
  try {
    if (!chunkArticle) {
      while (!signal.aborted) {
        if ((await writer.forgetArticles({ limit: batch, now: clock.now() })) < batch) return;
      }
      return;
    }
    for (let after = 0; !signal.aborted; ) {
      const found = unindexedArticles(reader, after, batch);
      if (found.length === 0) return;
      for (const { organisation, id, row } of found) {
        after = row;
        const article = findArticle(reader, organisation, id);
        if (!article) continue;
        const chunks = await chunkArticle(article, signal);
        const { version } = article;
        const now = clock.now();
        await writer.indexArticle({ organisation, articleId: id, version, chunks, now });
      }
    }
  } catch (error) {
    // What was found before is found still; the next start goes on.
    if (!signal.aborted) report(asError(error));
  }
}

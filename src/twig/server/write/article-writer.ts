import type { Sql } from '#core/sql.ts';
import type { Article } from '#twig/api/articles.ts';
import type { PushChunk } from '#twig/api/push.ts';
import { answerOnce, type Once } from '../store/answer-once.ts';
import {
  type ArticleText,
  addArticleVersion,
  findArticle,
  indexedArticles,
  insertArticle,
} from '../store/articles.ts';
import { forgetArticle, indexArticle } from '../store/knowledge-base.ts';
import type { Change, IdempotentChange } from './change.ts';

export interface ArticleWriter {
  createArticle(change: CreateArticleChange): Promise<Once<Article>>;
  /** Null when the article is not in the version that the change was made from. */
  updateArticle(change: UpdateArticleChange): Promise<Once<Article | null>>;
  /** Makes a published article findable, if it is still in that version. */
  indexArticle(change: IndexArticleChange): Promise<void>;
  /** Lets searches find so many articles fewer; gives how many it were. */
  forgetArticles(change: { readonly limit: number; readonly now: number }): Promise<number>;
}

export interface CreateArticleChange extends IdempotentChange {
  readonly articleId: string;
  readonly text: ArticleText;
  /** What searches find of it; null: nothing. */
  readonly chunks: readonly PushChunk[] | null;
}

export interface UpdateArticleChange extends CreateArticleChange {
  /** The version that the change was made from. */
  readonly version: number;
}

export interface IndexArticleChange extends Change {
  readonly articleId: string;
  readonly version: number;
  readonly chunks: readonly PushChunk[];
}

export function createArticleWriter(sql: Sql): ArticleWriter {
  return {
    createArticle: async (change) =>
      answerOnce(sql, change.idempotencyKey, change.now, () => {
        const { organisation, articleId: id, text, now } = change;
        insertArticle(sql, { organisation, id }, text, now);
        return settle(sql, change);
      }),
    updateArticle: async (change) =>
      answerOnce(sql, change.idempotencyKey, change.now, () => {
        const { organisation, articleId, version, text, now } = change;
        if (findArticle(sql, organisation, articleId)?.version !== version) return null;
        addArticleVersion(sql, articleId, text, now);
        return settle(sql, change);
      }),
    indexArticle: async ({ organisation, articleId, version, chunks, now }) =>
      sql.transaction(() => {
        const article = findArticle(sql, organisation, articleId);
        if (article?.version !== version || article.status !== 'published') return;
        indexArticle(sql, organisation, { article, chunks }, now);
      }),
    forgetArticles: async ({ limit, now }) =>
      sql.transaction(() => {
        const found = indexedArticles(sql, limit);
        for (const { organisation, id } of found) forgetArticle(sql, organisation, id, now);
        return found.length;
      }),
  };
}

/** Text and index change in one step: no search sees one without the other. */
function settle(sql: Sql, { organisation, articleId, chunks, now }: CreateArticleChange): Article {
  const article = findArticle(sql, organisation, articleId);
  if (!article) throw new Error(`The article ${articleId} is missing right after its writing.`);
  if (chunks) indexArticle(sql, organisation, { article, chunks }, now);
  else forgetArticle(sql, organisation, articleId, now);
  return article;
}

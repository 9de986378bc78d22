import * as z from 'zod';
import { listOf, listQuery } from './list.ts';

/** Only published articles are found by searches and queries. */
export const articleStatuses = ['draft', 'published'] as const;

const title = z.string().trim().min(1).max(500);
/** Markdown. */
const content = z.string().min(1).max(500_000);
const tags = z.array(z.string().trim().min(1).max(100)).max(100);
const status = z.enum(articleStatuses);

export const createArticle = z.object({
  title,
  content,
  tags: tags.default([]),
  status: status.default('draft'),
});

/** What is left out stays as it is. */
export const updateArticle = z.object({
  title: title.optional(),
  content: content.optional(),
  tags: tags.optional(),
  status: status.optional(),
});

/** One version of an article. */
export const articleVersion = z.object({
  version: z.int(),
  title: z.string(),
  content: z.string(),
  tags: z.array(z.string()),
  status: z.string(),
  /** When this version was written. */
  updated_at: z.string(),
});

/** A knowledge base article in its current version. */
export const article = articleVersion.extend({
  id: z.string(),
  created_at: z.string(),
});

/** Query of `GET /kb`. */
export const articleListQuery = listQuery.extend({ status: status.optional() });
export const articleList = listOf('articles', article);
/** Newest first. */
export const articleVersionList = listOf('versions', articleVersion);

export type CreateArticle = z.input<typeof createArticle>;
export type UpdateArticle = z.input<typeof updateArticle>;
export type ArticleVersion = z.infer<typeof articleVersion>;
export type Article = z.infer<typeof article>;
export type ArticleList = z.infer<typeof articleList>;
export type ArticleVersionList = z.infer<typeof articleVersionList>;

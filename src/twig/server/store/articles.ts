import type { Sql, SqlRow } from '#core/sql.ts';
import type { Article, ArticleVersion } from '#twig/api/articles.ts';
import { isoTime, jsonStrings } from './columns.ts';
import type { Page } from './page.ts';

/** What a version of an article holds. */
export interface ArticleText {
  readonly title: string;
  readonly content: string;
  readonly tags: readonly string[];
  readonly status: string;
}

export interface ArticlePage extends Page {
  readonly status: string | undefined;
}

const columns = `id, articles.version, title, content, tags, articles.status,
  articles.created_at AS made_at, article_versions.created_at AS written_at`;
const joined = `FROM articles JOIN article_versions
  ON article_key = key AND article_versions.version = articles.version`;
const selectOne = `SELECT ${columns} ${joined} WHERE organisation_id = ? AND id = ?`;
const selectPage = `SELECT ${columns} ${joined}
  WHERE organisation_id = ?1 AND (?2 IS NULL OR articles.status = ?2) ORDER BY key LIMIT ? OFFSET ?`;
const countAll = `SELECT count(*) AS count FROM articles
  WHERE organisation_id = ?1 AND (?2 IS NULL OR status = ?2)`;
const selectVersions = `SELECT article_versions.version, title, content, tags,
  article_versions.status, article_versions.created_at AS written_at
  FROM article_versions JOIN articles ON key = article_key
  WHERE organisation_id = ? AND id = ? ORDER BY article_versions.version DESC LIMIT ? OFFSET ?`;
const countVersions = `SELECT version AS count FROM articles WHERE organisation_id = ? AND id = ?`;
const insertOne = `INSERT INTO articles (id, organisation_id, version, status, indexed, created_at)
  VALUES (?, ?, 1, ?, 0, ?)`;
const insertVersion = `INSERT INTO article_versions
  (article_key, version, title, content, tags, status, created_at)
  SELECT key, version, ?, ?, ?, status, ? FROM articles WHERE id = ?`;
const raiseVersion = `UPDATE articles SET version = version + 1, status = ? WHERE id = ?`;
const markIndexed = 'UPDATE articles SET indexed = ? WHERE id = ?';
const selectUnindexed = `SELECT key, organisation_id, id FROM articles
  WHERE status = 'published' AND indexed = 0 AND key > ? ORDER BY key LIMIT ?`;
const selectIndexed = 'SELECT organisation_id, id FROM articles WHERE indexed = 1 LIMIT ?';

export function findArticle(sql: Sql, organisation: string, id: string): Article | undefined {
  const row = sql.get(selectOne, organisation, id);
  return row && toArticle(row);
}

export function listArticles(
  sql: Sql,
  organisation: string,
  { status = undefined, limit, offset }: ArticlePage,
): { readonly articles: Article[]; readonly total: number } {
  const wanted = status ?? null;
  return {
    articles: sql.all(selectPage, organisation, wanted, limit, offset).map(toArticle),
    total: Number(sql.get(countAll, organisation, wanted)?.count ?? 0),
  };
}

export function listArticleVersions(
  sql: Sql,
  organisation: string,
  id: string,
  { limit, offset }: Page,
): { readonly versions: ArticleVersion[]; readonly total: number } {
  return {
    versions: sql.all(selectVersions, organisation, id, limit, offset).map(toVersion),
    total: Number(sql.get(countVersions, organisation, id)?.count ?? 0),
  };
}

export function insertArticle(
  sql: Sql,
  { organisation, id }: ArticleKey,
  text: ArticleText,
  now: number,
): void {
  sql.run(insertOne, id, organisation, text.status, now);
  writeVersion(sql, id, text, now);
}

/** Adds a version; the earlier ones stay. */
export function addArticleVersion(sql: Sql, id: string, text: ArticleText, now: number): void {
  sql.run(raiseVersion, text.status, id);
  writeVersion(sql, id, text, now);
}

export function setArticleIndexed(sql: Sql, id: string, indexed: boolean): void {
  sql.run(markIndexed, indexed ? 1 : 0, id);
}

export interface ArticleKey {
  readonly organisation: string;
  readonly id: string;
}

/** Published articles that no search finds, in the order of their rows, behind the row `after`. */
export function unindexedArticles(
  sql: Sql,
  after: number,
  limit: number,
): readonly (ArticleKey & { readonly row: number })[] {
  return sql
    .all(selectUnindexed, after, limit)
    .map((row) => ({ ...toKey(row), row: Number(row.key) }));
}

/** Articles that searches find. */
export function indexedArticles(sql: Sql, limit: number): readonly ArticleKey[] {
  return sql.all(selectIndexed, limit).map(toKey);
}

function writeVersion(sql: Sql, id: string, { title, content, tags }: ArticleText, now: number) {
  sql.run(insertVersion, title, content, JSON.stringify(tags), now, id);
}

function toKey(row: SqlRow): ArticleKey {
  return { organisation: String(row.organisation_id), id: String(row.id) };
}

function toVersion(row: SqlRow): ArticleVersion {
  return {
    version: Number(row.version),
    title: String(row.title),
    content: String(row.content),
    tags: [...jsonStrings(row.tags)],
    status: String(row.status),
    updated_at: isoTime(row.written_at),
  };
}

function toArticle(row: SqlRow): Article {
  return { id: String(row.id), ...toVersion(row), created_at: isoTime(row.made_at) };
}

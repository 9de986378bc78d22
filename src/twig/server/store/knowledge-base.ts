import type { Sql } from '#core/sql.ts';
import type { Article } from '#twig/api/articles.ts';
import { defaultNamespace } from '#twig/api/data-sources.ts';
import type { PushChunk } from '#twig/api/push.ts';
import { sha256 } from '#util/sha256.ts';
import { setArticleIndexed } from './articles.ts';
import { addContent, insertDataSource, knowledgeBaseType } from './data-sources.ts';
import { type DocumentPlace, putDocument, removeDocument } from './documents.ts';

const selectId = `SELECT id FROM data_sources
  WHERE organisation_id = ? AND type = '${knowledgeBaseType}'`;

/** The data source that holds an organisation's published articles; undefined before the first one. */
export function findKnowledgeBase(sql: Sql, organisation: string): string | undefined {
  const row = sql.get(selectId, organisation);
  return row && String(row.id);
}

/** Makes an article findable, or its newest version in place of an older one. */
export function indexArticle(
  sql: Sql,
  organisation: string,
  { article, chunks }: { readonly article: Article; readonly chunks: readonly PushChunk[] },
  now: number,
): void {
  const place = placeOf(ensureKnowledgeBase(sql, organisation, now), organisation);
  const { id, title, tags, version, updated_at } = article;
  const document = {
    id,
    url: `/api/v1/kb/${id}`,
    title,
    version: String(version),
    content_hash: sha256(article.content),
    signature: 'article',
    media_type: 'text/markdown',
    updated_at,
    breadcrumb: [],
    metadata: { tags },
    acl: { kind: 'public' as const },
  };
  const delta = putDocument(sql, place, { op: 'upsert', document, chunks: [...chunks] });
  addContent(sql, place.dataSourceId, { ...delta, status: 'active', now });
  setArticleIndexed(sql, id, true);
}

/** Lets no search find the article any more. */
export function forgetArticle(sql: Sql, organisation: string, id: string, now: number): void {
  setArticleIndexed(sql, id, false);
  const dataSourceId = findKnowledgeBase(sql, organisation);
  if (dataSourceId === undefined) return;
  const delta = removeDocument(sql, placeOf(dataSourceId, organisation), id);
  if (delta) addContent(sql, dataSourceId, { ...delta, status: 'active', now });
}

function ensureKnowledgeBase(sql: Sql, organisation: string, now: number): string {
  const base = {
    type: knowledgeBaseType,
    name: 'Knowledge base',
    config: {},
    sync_frequency: 'manual',
  };
  return findKnowledgeBase(sql, organisation) ?? insertDataSource(sql, organisation, base, now).id;
}

function placeOf(dataSourceId: string, organisation: string): DocumentPlace {
  return { organisation, dataSourceId, namespace: defaultNamespace };
}

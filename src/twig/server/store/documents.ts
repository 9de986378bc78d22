import type { Sql, SqlRow } from '#core/sql.ts';
import type { ManifestDocument } from '#twig/api/data-sources.ts';
import type { PushDescribe, PushUpsert } from '#twig/api/push.ts';
import {
  addPassage,
  addPassagesOfDocument,
  removePassagesOfDocument,
} from '#twig/search/passage-index.ts';
import { queueVectors } from '#twig/search/vector-store.ts';
import { sha256 } from '#util/sha256.ts';
import { textOrNull } from './columns.ts';

/** Where a document lies: ids are unique within one namespace of one data source. */
export interface DocumentPlace {
  readonly organisation: string;
  readonly dataSourceId: string;
  readonly namespace: string;
}

/** How the content changed: what to add to the counters. */
export interface ContentDelta {
  readonly documents: number;
  readonly chunks: number;
}

const selectOne = `SELECT key, title, chunk_count FROM documents
  WHERE data_source_id = ? AND namespace = ? AND source_id = ?`;
const insertOne = `INSERT INTO documents (id, organisation_id, data_source_id, namespace, source_id,
  url, title, version, content_hash, signature, media_type, language, updated_at, breadcrumb,
  metadata, acl, chunk_count) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  RETURNING key`;
const updateOne = `UPDATE documents SET url = ?, title = ?, version = ?, content_hash = ?,
  signature = ?, media_type = ?, language = ?, updated_at = ?, breadcrumb = ?, metadata = ?,
  acl = ?, chunk_count = ? WHERE key = ?`;
const describeOne = `UPDATE documents SET url = ?, title = ?, content_hash = ?, breadcrumb = ?,
  acl = ? WHERE key = ?`;
const selectKeys = 'SELECT key FROM documents WHERE data_source_id = ?';
const deleteOne = 'DELETE FROM documents WHERE key = ?';
const insertChunk = `INSERT INTO chunks
  (document_key, id, position, text, headings, anchor, token_count, content_hash)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING key`;
const deleteChunks = 'DELETE FROM chunks WHERE document_key = ?';
const selectManifest = `SELECT source_id, namespace, version, content_hash, signature, chunk_count,
  url, title FROM documents WHERE data_source_id = ? AND namespace = ? AND source_id > ?
  ORDER BY source_id LIMIT ?`;

/** The server's own id of a document: opaque, and the same whenever the same document comes again. */
export function documentIdOf({ dataSourceId, namespace }: DocumentPlace, sourceId: string): string {
  return `doc_${sha256(JSON.stringify([dataSourceId, namespace, sourceId])).slice(0, 24)}`;
}

/** Replaces the document and all its chunks. Call it inside a transaction: a reader sees old or new. */
export function putDocument(
  sql: Sql,
  place: DocumentPlace,
  { document, chunks }: PushUpsert,
): ContentDelta {
  const known = sql.get(selectOne, place.dataSourceId, place.namespace, document.id);
  const fields = [
    document.url,
    document.title,
    document.version ?? null,
    document.content_hash,
    document.signature,
    document.media_type ?? null,
    document.language ?? null,
    document.updated_at ?? null,
    JSON.stringify(document.breadcrumb),
    JSON.stringify(document.metadata),
    document.acl ? JSON.stringify(document.acl) : null,
    chunks.length,
  ] as const;
  let key: number;
  if (known) {
    key = Number(known.key);
    removeChunks(sql, key);
    sql.run(updateOne, ...fields, key);
  } else {
    const { organisation, dataSourceId, namespace } = place;
    const id = documentIdOf(place, document.id);
    key = keyOf(
      sql.get(insertOne, id, organisation, dataSourceId, namespace, document.id, ...fields),
    );
  }
  for (const chunk of chunks) {
    const chunkKey = keyOf(
      sql.get(
        insertChunk,
        key,
        chunk.id,
        chunk.index,
        chunk.text,
        JSON.stringify(chunk.headings),
        chunk.anchor ?? null,
        chunk.token_count,
        chunk.content_hash,
      ),
    );
    const { text, headings } = chunk;
    addPassage(sql, { key: chunkKey, title: document.title, headings, text });
  }
  queueVectors(sql, key);
  return {
    documents: known ? 0 : 1,
    chunks: chunks.length - Number(known?.chunk_count ?? 0),
  };
}

/**
 * Replaces what is said of a document and keeps its chunks; undefined when there is none. The title is
 * searched and embedded with them. Call it inside a transaction.
 */
export function describeDocument(
  sql: Sql,
  place: DocumentPlace,
  { document }: PushDescribe,
): ContentDelta | undefined {
  const known = sql.get(selectOne, place.dataSourceId, place.namespace, document.id);
  if (!known) return undefined;
  const key = Number(known.key);
  const title = document.title ?? String(known.title);
  const isRenamed = title !== known.title;
  if (isRenamed) removePassagesOfDocument(sql, key);
  sql.run(
    describeOne,
    document.url,
    title,
    document.content_hash,
    JSON.stringify(document.breadcrumb),
    document.acl ? JSON.stringify(document.acl) : null,
    key,
  );
  if (isRenamed) {
    addPassagesOfDocument(sql, key);
    queueVectors(sql, key);
  }
  return { documents: 0, chunks: 0 };
}

/** Before a data source is deleted with all its rows: its passages refer to nothing afterwards. */
export function forgetPassages(sql: Sql, dataSourceId: string): void {
  for (const { key } of sql.all(selectKeys, dataSourceId)) {
    removePassagesOfDocument(sql, Number(key));
  }
}

/** Removes the document; undefined when there was none. Call it inside a transaction. */
export function removeDocument(
  sql: Sql,
  place: DocumentPlace,
  sourceId: string,
): ContentDelta | undefined {
  const known = sql.get(selectOne, place.dataSourceId, place.namespace, sourceId);
  if (!known) return undefined;
  removeChunks(sql, Number(known.key));
  sql.run(deleteOne, Number(known.key));
  return { documents: -1, chunks: -Number(known.chunk_count) };
}

export interface ManifestSlice {
  readonly dataSourceId: string;
  readonly namespace: string;
  /** Only documents whose id sorts behind this one. */
  readonly after: string;
  readonly limit: number;
}

export function listManifest(
  sql: Sql,
  { dataSourceId, namespace, after, limit }: ManifestSlice,
): ManifestDocument[] {
  return sql.all(selectManifest, dataSourceId, namespace, after, limit).map((row) => ({
    document_id: String(row.source_id),
    namespace: String(row.namespace),
    version: textOrNull(row.version),
    content_hash: String(row.content_hash),
    signature: String(row.signature),
    chunk_count: Number(row.chunk_count),
    url: String(row.url),
    title: String(row.title),
  }));
}

function removeChunks(sql: Sql, documentKey: number): void {
  removePassagesOfDocument(sql, documentKey);
  sql.run(deleteChunks, documentKey);
}

function keyOf(row: SqlRow | undefined): number {
  if (row?.key === undefined) throw new Error('An INSERT with RETURNING gave no row.');
  return Number(row.key);
}

import type { Passage, Retriever } from '#core/retriever.ts';
import { openDatabase } from '#runtime/store/sqlite/open-database.ts';
import { createSearch } from '#twig/search/create-search.ts';
import { addPassage, removePassagesOfDocument } from '#twig/search/passage-index.ts';
import { deepLink } from '#twig/server/deep-link.ts';
import { indexMigrations } from '#twig/server/store/index-migrations.ts';
import type { CheckDocument } from './check-document.ts';

/** A document and the key of its first chunk; its chunks take the keys that follow. */
export interface PlacedDocument {
  readonly document: CheckDocument;
  readonly firstKey: number;
}

/**
 * An index in memory that is searched as the embedded server searches, for as long as one check takes.
 * Passages that answer equally well come in the order of their keys: give a document the same keys
 * before and after it changed, or a change would seem to move what it did not touch.
 */
export interface OfflineIndex {
  /** In the order of the keys, or it takes much longer. */
  add(documents: readonly PlacedDocument[]): void;
  remove(documents: readonly PlacedDocument[]): void;
  /** Searches what is there now; make another one after a change. */
  retriever(): Retriever;
  close(): void;
}

const organisation = 'check';
const insertOrganisation = 'INSERT INTO organisations (id, name, created_at) VALUES (?, ?, 0)';
const insertDataSource = `INSERT INTO data_sources (key, id, organisation_id, type, name, config,
  sync_frequency, status, created_at, updated_at)
  VALUES (1, 'check', ?, 'file', 'check', '{}', 'manual', 'active', 0, 0)`;
const countChunks = 'UPDATE data_sources SET chunk_count = chunk_count + ?';
const insertDocument = `INSERT INTO documents (key, id, organisation_id, data_source_id, namespace,
  source_id, url, title, content_hash, signature, breadcrumb, metadata, chunk_count)
  VALUES (?, ?, ?, 'check', 'check', ?, ?, ?, ?, '', '[]', '{}', ?)`;
const deleteDocument = 'DELETE FROM documents WHERE key = ?';
const insertChunk = `INSERT INTO chunks
  (key, document_key, id, position, text, headings, anchor, token_count, content_hash)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

export function openOfflineIndex(): OfflineIndex {
  const sql = openDatabase({ path: ':memory:', migrations: indexMigrations });
  sql.run(insertOrganisation, organisation, organisation);
  sql.run(insertDataSource, organisation);

  const addOne = ({ document, firstKey }: PlacedDocument) => {
    const { id, url, title, contentHash, chunks } = document;
    const row = [firstKey, id, organisation, id, url ?? '', title, contentHash, chunks.length];
    sql.run(insertDocument, ...row);
    chunks.forEach((chunk, index) => {
      const key = firstKey + index;
      const { text, headings, anchor = null, tokenCount } = chunk;
      const path = JSON.stringify(headings);
      sql.run(
        insertChunk,
        ...[key, firstKey, chunk.id, index, text, path, anchor, tokenCount, chunk.contentHash],
      );
      addPassage(sql, { key, title, headings, text });
    });
    return chunks.length;
  };
  const removeOne = ({ document, firstKey }: PlacedDocument) => {
    removePassagesOfDocument(sql, firstKey);
    sql.run(deleteDocument, firstKey);
    return -document.chunks.length;
  };
  const change = (documents: readonly PlacedDocument[], one: (placed: PlacedDocument) => number) =>
    sql.transaction(() => {
      const count = documents.reduce((sum, placed) => sum + one(placed), 0);
      sql.run(countChunks, count);
    });

  return {
    add: (documents) => change(documents, addOne),
    remove: (documents) => change(documents, removeOne),
    retriever() {
      const search = createSearch(sql);
      return {
        search: ({ text, limit, onRequest }) => {
          onRequest?.();
          const { passages } = search({ text, limit, organisation });
          return Promise.resolve(passages.map(toPassage));
        },
      };
    },
    close: () => sql.close(),
  };
}

function toPassage(
  found: ReturnType<ReturnType<typeof createSearch>>['passages'][number],
): Passage {
  const { chunkId, text, score, documentId, title, url, anchor, headings, path } = found;
  return {
    chunkId,
    text,
    score,
    documentId,
    documentTitle: title,
    url: url === '' ? undefined : deepLink(url, anchor, ''),
    anchor,
    headings,
    path,
  };
}

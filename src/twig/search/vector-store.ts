import type { Sql } from '#core/sql.ts';
import { quantise } from './quantise.ts';

export interface VectorSpace {
  readonly key: number;
  readonly name: string;
  readonly dimensions: number;
}

/** A chunk that waits for its vector. */
export interface UnembeddedChunk {
  readonly chunkKey: number;
  /** What the vector is to be of: title, headings and text. */
  readonly text: string;
}

export interface ChunkVector {
  readonly chunkKey: number;
  /** What it was made of: a chunk whose text is another by now does not get it. */
  readonly text: string;
  readonly vector: Float32Array;
}

const selectSpace = 'SELECT key, name, dimensions FROM vector_spaces ORDER BY key DESC LIMIT 1';
const insertSpace = 'INSERT INTO vector_spaces (name, dimensions) VALUES (?, ?)';
const deleteVectors = 'DELETE FROM chunk_vectors';
const deleteBacklog = 'DELETE FROM vector_backlog';
const queueAll = 'INSERT INTO vector_backlog (chunk_key) SELECT key FROM chunks';
const queueDocument = `INSERT OR IGNORE INTO vector_backlog (chunk_key)
  SELECT key FROM chunks WHERE document_key = ? AND EXISTS (SELECT 1 FROM vector_spaces)`;
const columns = `chunks.key, documents.title, chunks.headings, chunks.text,
  data_sources.key AS data_source_key`;
const withDocument = `CROSS JOIN chunks ON chunks.key = chunk_key
  CROSS JOIN documents ON documents.key = chunks.document_key
  CROSS JOIN data_sources ON data_sources.id = documents.data_source_id`;
const selectBacklog = `SELECT ${columns} FROM vector_backlog ${withDocument}
  ORDER BY chunk_key LIMIT ?`;
const selectWaiting = `SELECT ${columns} FROM vector_backlog ${withDocument} WHERE chunk_key = ?`;
const countBacklog = 'SELECT count(*) AS count FROM vector_backlog';
const putVector = `INSERT OR REPLACE INTO chunk_vectors (chunk_key, data_source_key, signs, codes)
  VALUES (?, ?, ?, ?)`;
const deleteWaiting = 'DELETE FROM vector_backlog WHERE chunk_key = ?';

/** The space in force; undefined as long as nothing was ever embedded. */
export function currentSpace(sql: Sql): VectorSpace | undefined {
  const row = sql.get(selectSpace);
  return (
    row && { key: Number(row.key), name: String(row.name), dimensions: Number(row.dimensions) }
  );
}

/**
 * Makes an embedder's space the one in force. When another one was, its vectors go and every chunk
 * waits for its new one. Call it inside a transaction.
 */
export function useSpace(sql: Sql, name: string, dimensions: number): void {
  const current = currentSpace(sql);
  if (current?.name === name && current.dimensions === dimensions) return;
  sql.run(insertSpace, name, dimensions);
  sql.run(deleteVectors);
  sql.run(deleteBacklog);
  sql.run(queueAll);
}

/**
 * A document's chunks were stored, or it has another title: they wait for vectors, if anybody makes
 * some. Vectors that they have serve until then.
 */
export function queueVectors(sql: Sql, documentKey: number): void {
  sql.run(queueDocument, documentKey);
}

/** The next chunks that wait, the oldest first. */
export function listUnembedded(sql: Sql, limit: number): readonly UnembeddedChunk[] {
  return sql.all(selectBacklog, limit).map((row) => ({
    chunkKey: Number(row.key),
    text: embeddedText(row.title, row.headings, row.text),
  }));
}

export function countUnembedded(sql: Sql): number {
  return Number(sql.get(countBacklog)?.count ?? 0);
}

/**
 * Stores vectors of the space of this name; of any other they are dropped. A chunk that was removed or
 * replaced while its vector was made keeps waiting, or is gone. Call it inside a transaction.
 *
 * @returns how many were stored
 */
export function storeVectors(sql: Sql, space: string, vectors: readonly ChunkVector[]): number {
  const current = currentSpace(sql);
  if (current?.name !== space) return 0;
  let stored = 0;
  for (const { chunkKey, text, vector } of vectors) {
    const row = sql.get(selectWaiting, chunkKey);
    if (!row || embeddedText(row.title, row.headings, row.text) !== text) continue;
    if (vector.length !== current.dimensions) continue;
    const { signs, codes } = quantise(vector);
    sql.run(putVector, chunkKey, Number(row.data_source_key), signs, codes);
    sql.run(deleteWaiting, chunkKey);
    stored += 1;
  }
  return stored;
}

function embeddedText(title: unknown, headings: unknown, text: unknown): string {
  // Written by the server from a validated list of strings.
  const path = JSON.parse(String(headings)) as readonly string[];
  return [...new Set([String(title), ...path]), '', String(text)].join('\n');
}

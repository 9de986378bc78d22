import type { Sql } from '#core/sql.ts';
import { indexable } from './words.ts';

/**
 * The full-text index over chunks: one row per chunk, under the chunk's own key.
 *
 * It keeps no copy of the text, so a row is removed by telling it the very words it was added with.
 * (`contentless_delete` would do without, but then removed rows keep counting in BM25, and the scores
 * depend on how often a document was replaced.) A change of `indexable` therefore needs a migration
 * that builds the index anew. What a match weighs, by where it is: `fieldWeights`.
 */
export const passageIndexSchema = `
CREATE VIRTUAL TABLE passages USING fts5(
  title, headings, text,
  content = '',
  tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO passages (passages, rank) VALUES ('rank', 'bm25(4.0, 2.0, 1.0)');
`;

export interface IndexedPassage {
  readonly key: number;
  readonly title: string;
  readonly headings: readonly string[];
  readonly text: string;
}

const insertPassage = 'INSERT INTO passages (rowid, title, headings, text) VALUES (?, ?, ?, ?)';
const deletePassage = `INSERT INTO passages (passages, rowid, title, headings, text)
  VALUES ('delete', ?, ?, ?, ?)`;
const selectPassages = `SELECT chunks.key, documents.title, chunks.headings, chunks.text
  FROM chunks JOIN documents ON documents.key = chunks.document_key
  WHERE chunks.document_key = ?`;

export function addPassage(sql: Sql, passage: IndexedPassage): void {
  sql.run(insertPassage, ...columnsOf(passage));
}

/** Of a document whose chunks are stored and not indexed. */
export function addPassagesOfDocument(sql: Sql, documentKey: number): void {
  for (const passage of passagesOfDocument(sql, documentKey)) addPassage(sql, passage);
}

/** Call it while the document and its chunks are still as they were indexed. */
export function removePassagesOfDocument(sql: Sql, documentKey: number): void {
  for (const passage of passagesOfDocument(sql, documentKey)) {
    sql.run(deletePassage, ...columnsOf(passage));
  }
}

function passagesOfDocument(sql: Sql, documentKey: number): readonly IndexedPassage[] {
  return sql.all(selectPassages, documentKey).map((row) => ({
    key: Number(row.key),
    title: String(row.title),
    // Written by the server from a validated list of strings.
    headings: JSON.parse(String(row.headings)) as readonly string[],
    text: String(row.text),
  }));
}

function columnsOf({ key, title, headings, text }: IndexedPassage) {
  return [key, indexable(title), indexable(headings.join('\n')), indexable(text)] as const;
}

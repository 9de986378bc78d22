import { bm25Arguments } from './bm25.ts';

/**
 * Vectors of chunks. A space is what one embedder gives; the one that was made last is in force, and
 * only its vectors are compared. A vector's key is never used again, so that who has read a vector
 * knows it for the same one by its key; it goes with its chunk. `signs` holds one bit per dimension,
 * `codes` the vector itself, see `quantise`.
 *
 * A chunk is in the backlog from when it is stored until it has a vector of the space in force.
 *
 * `passage_words` lists the words of the full-text index, as it stems them.
 */
export const searchSchema = `
CREATE TABLE vector_spaces (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  dimensions INTEGER NOT NULL
) STRICT;

CREATE TABLE chunk_vectors (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  chunk_key INTEGER NOT NULL UNIQUE REFERENCES chunks (key) ON DELETE CASCADE,
  data_source_key INTEGER NOT NULL,
  signs BLOB NOT NULL,
  codes BLOB NOT NULL
) STRICT;

CREATE TABLE vector_backlog (
  chunk_key INTEGER PRIMARY KEY REFERENCES chunks (key) ON DELETE CASCADE
) STRICT;

CREATE VIRTUAL TABLE passage_words USING fts5vocab(passages, row);

INSERT INTO passages (passages, rank) VALUES ('rank', 'bm25(${bm25Arguments})');
`;

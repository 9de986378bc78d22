import type { Migration } from '#core/sql.ts';

/**
 * Ids compare by code point, as on SQLite, so that rows come in the same order everywhere. An index
 * entry holds 2,700 bytes and a URL may be longer: a row is found by the hash of its id, and ordered
 * by the id's beginning first.
 */
export const ledgerMigration: Migration = {
  version: 1,
  statements: `
    CREATE TABLE twigkit.ledger_scope (
      target text NOT NULL,
      scope text COLLATE "C" NOT NULL,
      cursor text,
      generation bigint NOT NULL,
      scanning smallint NOT NULL CHECK (scanning IN (0, 1)),
      PRIMARY KEY (target, scope)
    );

    CREATE TABLE twigkit.ledger_row (
      target text NOT NULL,
      document_hash bytea NOT NULL,
      document_id text COLLATE "C" NOT NULL,
      scope text COLLATE "C" NOT NULL,
      version text,
      signature text NOT NULL,
      content_hash text NOT NULL,
      chunk_count bigint NOT NULL,
      validators text,
      generation bigint NOT NULL,
      delivered smallint NOT NULL CHECK (delivered IN (0, 1)),
      missing_since bigint,
      gone text,
      skip text,
      failure text,
      PRIMARY KEY (target, document_hash)
    );
    CREATE INDEX ledger_row_order ON twigkit.ledger_row (target, left(document_id, 200));
  `,
};

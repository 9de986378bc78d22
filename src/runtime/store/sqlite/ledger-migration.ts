import type { Migration } from '#core/sql.ts';

export const ledgerMigration: Migration = {
  version: 1,
  statements: `
    CREATE TABLE ledger_scope (
      target TEXT NOT NULL,
      scope TEXT NOT NULL,
      cursor TEXT,
      generation INTEGER NOT NULL,
      scanning INTEGER NOT NULL CHECK (scanning IN (0, 1)),
      PRIMARY KEY (target, scope)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE ledger_row (
      target TEXT NOT NULL,
      document_id TEXT NOT NULL,
      scope TEXT NOT NULL,
      version TEXT,
      signature TEXT NOT NULL,
      content_hash TEXT NOT NULL,
      chunk_count INTEGER NOT NULL,
      validators TEXT,
      generation INTEGER NOT NULL,
      delivered INTEGER NOT NULL CHECK (delivered IN (0, 1)),
      missing_since INTEGER,
      gone TEXT,
      skip TEXT,
      failure TEXT,
      PRIMARY KEY (target, document_id)
    ) STRICT, WITHOUT ROWID;
  `,
};

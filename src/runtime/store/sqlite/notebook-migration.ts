import type { Migration } from '#core/sql.ts';

export const notebookMigration: Migration = {
  version: 3,
  statements: `
    CREATE TABLE notebook_entry (
      owner TEXT NOT NULL,
      key TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (owner, key)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE notebook_turn (
      owner TEXT NOT NULL,
      name TEXT NOT NULL,
      holder TEXT NOT NULL,
      until INTEGER NOT NULL,
      PRIMARY KEY (owner, name)
    ) STRICT, WITHOUT ROWID;
  `,
};

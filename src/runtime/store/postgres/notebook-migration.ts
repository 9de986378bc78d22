import type { Migration } from '#core/sql.ts';

/** Keys have up to 2,048 characters, more than an index entry holds: see `ledgerMigration`. */
export const notebookMigration: Migration = {
  version: 2,
  statements: `
    CREATE TABLE twigkit.notebook_entry (
      owner text NOT NULL,
      key_hash bytea NOT NULL,
      key text COLLATE "C" NOT NULL,
      value text NOT NULL,
      PRIMARY KEY (owner, key_hash)
    );
    CREATE INDEX notebook_entry_order ON twigkit.notebook_entry (owner, left(key, 200));

    CREATE TABLE twigkit.notebook_turn (
      owner text NOT NULL,
      name text NOT NULL,
      holder text NOT NULL,
      until bigint NOT NULL,
      PRIMARY KEY (owner, name)
    );
  `,
};

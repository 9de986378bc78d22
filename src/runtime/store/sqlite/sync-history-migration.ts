import type { Migration } from '#core/sql.ts';

export const syncHistoryMigration: Migration = {
  version: 7,
  statements: `
    CREATE TABLE sync_history (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      source TEXT NOT NULL,
      outcome TEXT NOT NULL CHECK (outcome IN ('good', 'partial', 'cut', 'failed')),
      started_at INTEGER NOT NULL,
      ended_at INTEGER NOT NULL,
      report TEXT,
      problem TEXT
    ) STRICT;
    CREATE INDEX sync_history_source ON sync_history (source, seq DESC);

    CREATE TABLE stale_source (
      source TEXT PRIMARY KEY,
      since INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};

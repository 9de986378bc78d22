import type { Migration } from '#core/sql.ts';

/**
 * Conflicts, replays, and what finding old messages and idle secrets needs. The table is made anew
 * because SQLite cannot change the CHECK of a column.
 *
 * `conflicts_with` is the message that had the signed id first. The unique index over those without it
 * is what decides which one is first.
 */
export const inboxConflictMigration: Migration = {
  version: 4,
  statements: `
    ALTER TABLE inbox RENAME TO inbox_before;

    CREATE TABLE inbox (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      source TEXT NOT NULL,
      key TEXT NOT NULL,
      signed_id TEXT,
      conflicts_with TEXT,
      body BLOB NOT NULL,
      event TEXT,
      secret_id TEXT NOT NULL,
      received_at INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('queued', 'done', 'dead', 'conflict')),
      reason TEXT,
      replays TEXT NOT NULL DEFAULT '[]',
      UNIQUE (source, key)
    ) STRICT;

    INSERT INTO inbox (seq, id, source, key, body, event, secret_id, received_at, state, reason)
      SELECT seq, id, source, key, body, event, secret_id, received_at, state, reason FROM inbox_before;
    DROP TABLE inbox_before;

    CREATE UNIQUE INDEX inbox_signed_id ON inbox (source, signed_id)
      WHERE signed_id IS NOT NULL AND conflicts_with IS NULL;
    CREATE INDEX inbox_state ON inbox (state, seq);
    CREATE INDEX inbox_received ON inbox (received_at);
    CREATE INDEX inbox_secret ON inbox (secret_id, received_at);
  `,
};

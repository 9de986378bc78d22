import type { Migration } from '#core/sql.ts';

/**
 * `conflicts_with` is the message that had the signed id first. The unique index over those without it
 * is what decides which one is first.
 */
export const inboxMigration: Migration = {
  version: 3,
  statements: `
    CREATE TABLE twigkit.inbox (
      seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      id text NOT NULL UNIQUE,
      source text NOT NULL,
      key text NOT NULL,
      signed_id text,
      conflicts_with text,
      body bytea NOT NULL,
      event text,
      secret_id text NOT NULL,
      received_at bigint NOT NULL,
      state text NOT NULL CHECK (state IN ('queued', 'done', 'dead', 'conflict')),
      reason text,
      replays text NOT NULL DEFAULT '[]',
      UNIQUE (source, key)
    );

    CREATE UNIQUE INDEX inbox_signed_id ON twigkit.inbox (source, signed_id)
      WHERE signed_id IS NOT NULL AND conflicts_with IS NULL;
    CREATE INDEX inbox_state ON twigkit.inbox (state, seq);
    CREATE INDEX inbox_received ON twigkit.inbox (received_at);
    CREATE INDEX inbox_secret ON twigkit.inbox (secret_id, received_at);
  `,
};

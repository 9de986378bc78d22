import type { Migration } from '#core/sql.ts';

export const syncHistoryMigration: Migration = {
  version: 5,
  statements: `
    CREATE TABLE twigkit.sync_history (
      seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      id text NOT NULL UNIQUE,
      source text NOT NULL,
      outcome text NOT NULL CHECK (outcome IN ('good', 'partial', 'cut', 'failed')),
      started_at bigint NOT NULL,
      ended_at bigint NOT NULL,
      report text,
      problem text
    );
    CREATE INDEX sync_history_source ON twigkit.sync_history (source, seq DESC);

    CREATE TABLE twigkit.stale_source (
      source text PRIMARY KEY,
      since bigint NOT NULL
    );
  `,
};

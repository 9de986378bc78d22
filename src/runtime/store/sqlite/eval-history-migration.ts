import type { Migration } from '#core/sql.ts';

export const evalHistoryMigration: Migration = {
  version: 5,
  statements: `
    CREATE TABLE eval_run (
      id TEXT PRIMARY KEY,
      suite TEXT NOT NULL,
      suite_hash TEXT NOT NULL,
      agent_id TEXT,
      index_state TEXT,
      cause TEXT,
      started_at INTEGER NOT NULL,
      finished_at INTEGER,
      outcome TEXT,
      report TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX eval_run_started ON eval_run (started_at, id);

    CREATE TABLE eval_case (
      run_id TEXT NOT NULL REFERENCES eval_run (id) ON DELETE CASCADE,
      key TEXT NOT NULL,
      result TEXT NOT NULL,
      PRIMARY KEY (run_id, key)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE eval_vote (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL,
      put_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};

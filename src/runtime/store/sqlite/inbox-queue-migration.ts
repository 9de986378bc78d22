import type { Migration } from '#core/sql.ts';

/**
 * Inbox and queue lie in one file, for a message and its job are stored in one transaction.
 *
 * A job is `delayed` until `run_at`, `ready` until it is leased, `running` until it ends or its lease
 * runs out, `dead` after its last failure; a completed one is deleted. Jobs are leased by priority, then
 * by `seq`. The unique index on running keys is what keeps two jobs of one key apart.
 */
export const inboxQueueMigration: Migration = {
  version: 2,
  statements: `
    CREATE TABLE inbox (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      source TEXT NOT NULL,
      key TEXT NOT NULL,
      body BLOB NOT NULL,
      event TEXT,
      secret_id TEXT NOT NULL,
      received_at INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('queued', 'done', 'dead')),
      reason TEXT,
      UNIQUE (source, key)
    ) STRICT;

    CREATE TABLE jobs (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      payload TEXT NOT NULL,
      key TEXT,
      state TEXT NOT NULL CHECK (state IN ('delayed', 'ready', 'running', 'dead')),
      run_at INTEGER NOT NULL,
      priority INTEGER NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0,
      max_attempts INTEGER NOT NULL,
      lease TEXT,
      lease_until INTEGER,
      worker TEXT,
      reason TEXT
    ) STRICT;

    CREATE INDEX jobs_delayed ON jobs (run_at) WHERE state = 'delayed';
    CREATE INDEX jobs_ready ON jobs (priority DESC, seq) WHERE state = 'ready';
    CREATE INDEX jobs_running ON jobs (lease_until) WHERE state = 'running';
    CREATE UNIQUE INDEX jobs_running_key ON jobs (key) WHERE state = 'running' AND key IS NOT NULL;
    CREATE INDEX jobs_waiting_key ON jobs (key, seq)
      WHERE state IN ('delayed', 'ready') AND key IS NOT NULL;
  `,
};

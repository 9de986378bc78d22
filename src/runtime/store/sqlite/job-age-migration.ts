import type { Migration } from '#core/sql.ts';

/** A job's greatest age, counted from when it was first due, and when a dead one died. */
export const jobAgeMigration: Migration = {
  version: 6,
  statements: `
    ALTER TABLE jobs ADD COLUMN max_age_ms INTEGER;
    ALTER TABLE jobs ADD COLUMN first_due_at INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE jobs ADD COLUMN died_at INTEGER;
    UPDATE jobs SET first_due_at = run_at;
    UPDATE jobs SET died_at = run_at WHERE state = 'dead';
    CREATE INDEX jobs_key ON jobs (key) WHERE key IS NOT NULL;
    CREATE INDEX jobs_dead ON jobs (died_at DESC, seq DESC) WHERE state = 'dead';
  `,
};

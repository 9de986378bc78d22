import type { Migration } from '#core/sql.ts';

export const evalHistoryMigration: Migration = {
  version: 4,
  statements: `
    CREATE TABLE twigkit.eval_run (
      id text COLLATE "C" PRIMARY KEY,
      suite text NOT NULL,
      suite_hash text NOT NULL,
      agent_id text,
      index_state text,
      cause text,
      started_at bigint NOT NULL,
      finished_at bigint,
      outcome text,
      report text
    );
    CREATE INDEX eval_run_started ON twigkit.eval_run (started_at, id);

    CREATE TABLE twigkit.eval_case (
      run_id text COLLATE "C" NOT NULL REFERENCES twigkit.eval_run (id) ON DELETE CASCADE,
      key text COLLATE "C" NOT NULL,
      result text NOT NULL,
      PRIMARY KEY (run_id, key)
    );

    CREATE TABLE twigkit.eval_vote (
      key text COLLATE "C" PRIMARY KEY,
      value text NOT NULL,
      put_at bigint NOT NULL
    );
  `,
};

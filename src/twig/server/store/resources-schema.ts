/**
 * Keys with a name and an end, users, knowledge base articles, eval runs; and what syncs and
 * deliveries need to be run by the server itself.
 *
 * Keys of before are dropped: they were those of former starts, which must not open the folder any more.
 *
 * A sync whose origin is not `push` and an eval run are work of this server: `pending` until a process
 * claims it, `processing` while the claim is renewed. A claim that ran out is taken over.
 *
 * `data_sources.pushed` is 1 once a client has pushed: then the client keeps it fresh and the schedule
 * leaves it alone. The articles of an organisation are kept as the documents of a data source of the
 * type `kb`.
 */
export const resourcesSchema = `
DELETE FROM api_keys;
ALTER TABLE api_keys ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN expires_at INTEGER;
CREATE INDEX api_keys_of_organisation ON api_keys (organisation_id);

ALTER TABLE data_sources ADD COLUMN pushed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE data_sources ADD COLUMN next_sync_at INTEGER;
UPDATE data_sources SET pushed = 1
  WHERE EXISTS (SELECT 1 FROM namespaces WHERE data_source_id = data_sources.id);
CREATE INDEX data_sources_due ON data_sources (next_sync_at) WHERE next_sync_at IS NOT NULL;
CREATE UNIQUE INDEX knowledge_bases ON data_sources (organisation_id) WHERE type = 'kb';

ALTER TABLE syncs ADD COLUMN origin TEXT NOT NULL DEFAULT 'push';
ALTER TABLE syncs ADD COLUMN claimed_until INTEGER;
ALTER TABLE syncs ADD COLUMN failure_reason TEXT;
CREATE INDEX syncs_by_id ON syncs (sync_id);
CREATE INDEX syncs_of_data_source ON syncs (data_source_id, started_at);
CREATE INDEX syncs_to_run ON syncs (started_at)
  WHERE origin <> 'push' AND state IN ('pending', 'processing');

ALTER TABLE webhooks ADD COLUMN failure_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE webhooks ADD COLUMN paused_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN expires_at INTEGER NOT NULL DEFAULT 0;
UPDATE deliveries SET expires_at = created_at + 3 * 86400000;
CREATE INDEX deliveries_settled ON deliveries (settled_at) WHERE settled_at IS NOT NULL;

CREATE TABLE users (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  email TEXT NOT NULL COLLATE NOCASE,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (organisation_id, email)
) STRICT;

CREATE TABLE articles (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  version INTEGER NOT NULL,
  status TEXT NOT NULL,
  indexed INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX articles_of_organisation ON articles (organisation_id, key);

CREATE TABLE article_versions (
  article_key INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  title TEXT NOT NULL,
  content TEXT NOT NULL,
  tags TEXT NOT NULL,
  status TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (article_key, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE eval_runs (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  suite TEXT NOT NULL,
  agent_id TEXT,
  request TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending',
  claimed_until INTEGER,
  verdict TEXT,
  scores TEXT NOT NULL DEFAULT '{}',
  findings TEXT NOT NULL DEFAULT '[]',
  report_url TEXT,
  failure_reason TEXT,
  created_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;
CREATE INDEX eval_runs_of_organisation ON eval_runs (organisation_id, key);
CREATE INDEX eval_runs_to_run ON eval_runs (key) WHERE state IN ('pending', 'processing');
`;

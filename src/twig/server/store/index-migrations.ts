import type { Migration } from '#core/sql.ts';
import { passageIndexSchema } from '#twig/search/passage-index.ts';
import { searchSchema } from '#twig/search/search-schema.ts';
import { answersSchema } from './answers-schema.ts';
import { resourcesSchema } from './resources-schema.ts';

/**
 * The schema of `index.db`. Every row belongs to an organisation, directly or through its data
 * source; instants are epoch milliseconds.
 *
 * State of a delivery: `waiting` until it is `delivered` (the endpoint said 2xx) or `dead` (the last
 * attempt failed). A claim moves `due_at` ahead, so that a crash in mid-flight only delays it.
 *
 * State of a sync: `processing` until its last part makes it `completed`, or another sync of its
 * namespace makes it `superseded`.
 */
export const indexMigrations: readonly Migration[] = [
  {
    version: 1,
    statements: `
CREATE TABLE organisations (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE api_keys (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  hash TEXT NOT NULL UNIQUE,
  hint TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE data_sources (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  config TEXT NOT NULL,
  sync_frequency TEXT NOT NULL,
  status TEXT NOT NULL,
  failure_reason TEXT,
  document_count INTEGER NOT NULL DEFAULT 0,
  chunk_count INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  last_synced_at INTEGER
) STRICT;
CREATE INDEX data_sources_of_organisation ON data_sources (organisation_id, key);

CREATE TABLE namespaces (
  data_source_id TEXT NOT NULL REFERENCES data_sources (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  seq INTEGER NOT NULL,
  metadata TEXT NOT NULL,
  sync_id TEXT NOT NULL,
  PRIMARY KEY (data_source_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE documents (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  organisation_id TEXT NOT NULL,
  data_source_id TEXT NOT NULL REFERENCES data_sources (id) ON DELETE CASCADE,
  namespace TEXT NOT NULL,
  source_id TEXT NOT NULL,
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  version TEXT,
  content_hash TEXT NOT NULL,
  signature TEXT NOT NULL,
  media_type TEXT,
  language TEXT,
  updated_at TEXT,
  breadcrumb TEXT NOT NULL,
  metadata TEXT NOT NULL,
  acl TEXT,
  chunk_count INTEGER NOT NULL,
  UNIQUE (data_source_id, namespace, source_id)
) STRICT;

CREATE TABLE chunks (
  key INTEGER PRIMARY KEY,
  document_key INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  headings TEXT NOT NULL,
  anchor TEXT,
  token_count INTEGER NOT NULL,
  content_hash TEXT NOT NULL
) STRICT;
CREATE INDEX chunks_of_document ON chunks (document_key);

CREATE TABLE syncs (
  data_source_id TEXT NOT NULL REFERENCES data_sources (id) ON DELETE CASCADE,
  namespace TEXT NOT NULL,
  sync_id TEXT NOT NULL,
  state TEXT NOT NULL,
  seq INTEGER NOT NULL,
  metadata TEXT NOT NULL,
  part_count INTEGER NOT NULL,
  added INTEGER NOT NULL DEFAULT 0,
  updated INTEGER NOT NULL DEFAULT 0,
  deleted INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  held INTEGER NOT NULL DEFAULT 0,
  started_at INTEGER NOT NULL,
  finished_at INTEGER,
  PRIMARY KEY (data_source_id, namespace, sync_id)
) STRICT;

CREATE TABLE sync_parts (
  data_source_id TEXT NOT NULL,
  namespace TEXT NOT NULL,
  sync_id TEXT NOT NULL,
  part INTEGER NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (data_source_id, namespace, sync_id, part),
  FOREIGN KEY (data_source_id, namespace, sync_id)
    REFERENCES syncs (data_source_id, namespace, sync_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE webhooks (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  url TEXT NOT NULL,
  events TEXT NOT NULL,
  secret TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX webhooks_of_organisation ON webhooks (organisation_id, key);

CREATE TABLE deliveries (
  key INTEGER PRIMARY KEY,
  webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
  event TEXT NOT NULL,
  body BLOB NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting',
  attempts INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL,
  last_status INTEGER,
  last_error TEXT,
  created_at INTEGER NOT NULL,
  settled_at INTEGER
) STRICT;
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'waiting';
CREATE INDEX deliveries_of_webhook ON deliveries (webhook_id, key);

CREATE TABLE idempotent_answers (
  organisation_id TEXT NOT NULL,
  operation TEXT NOT NULL,
  key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  answer TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (organisation_id, operation, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotent_answers_by_age ON idempotent_answers (created_at);
${passageIndexSchema}`,
  },
  { version: 2, statements: answersSchema },
  { version: 3, statements: resourcesSchema },
  { version: 4, statements: searchSchema },
];

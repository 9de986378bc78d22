/**
 * Agents, and what they were asked. An interaction's session is whatever the client calls it, within
 * the organisation; nothing else is kept of a session.
 *
 * State of an interaction: `processing` until it is `completed` (it has a response), `failed`, or
 * `aborted` (the client left). One that a crash interrupted stays `processing`.
 */
export const answersSchema = `
CREATE TABLE agents (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  name TEXT NOT NULL,
  description TEXT,
  system_prompt TEXT NOT NULL,
  rag_strategy TEXT NOT NULL,
  model TEXT,
  temperature REAL NOT NULL,
  max_tokens INTEGER NOT NULL,
  status TEXT NOT NULL,
  data_source_ids TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX agents_of_organisation ON agents (organisation_id, key);

CREATE TABLE interactions (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  agent_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  query TEXT NOT NULL,
  response TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'processing',
  rag_strategy TEXT NOT NULL,
  model TEXT NOT NULL,
  source_count INTEGER NOT NULL DEFAULT 0,
  latency_ms INTEGER,
  tokens_input INTEGER NOT NULL DEFAULT 0,
  tokens_output INTEGER NOT NULL DEFAULT 0,
  cost_usd REAL NOT NULL DEFAULT 0,
  feedback TEXT,
  rating INTEGER,
  comment TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX interactions_by_time ON interactions (organisation_id, created_at, key);
CREATE INDEX interactions_of_session ON interactions (organisation_id, session_id, key);
`;

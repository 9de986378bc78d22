import { randomBytes } from 'node:crypto';
import type { Sql, SqlRow } from '#core/sql.ts';
import type { CreatedWebhook, Webhook } from '#twig/api/webhooks.ts';
import { newId } from '#util/new-id.ts';
import { isoTime, jsonStrings } from './columns.ts';
import type { Page } from './page.ts';

export interface NewWebhook {
  readonly url: string;
  readonly events: readonly string[];
  /** Default: 64 random hex digits. */
  readonly secret?: string | undefined;
}

const columns = 'id, url, events, created_at';
const selectPage = `SELECT ${columns} FROM webhooks WHERE organisation_id = ?
  ORDER BY key LIMIT ? OFFSET ?`;
const countAll = 'SELECT count(*) AS count FROM webhooks WHERE organisation_id = ?';
const insertOne = `INSERT INTO webhooks (id, organisation_id, url, events, secret, created_at)
  VALUES (?, ?, ?, ?, ?, ?)`;
const selectOne = `SELECT ${columns}, secret FROM webhooks WHERE organisation_id = ? AND id = ?`;
// A corrected endpoint deserves a try at once.
const updateOne = `UPDATE webhooks SET url = ?, events = ?, secret = ?, failure_count = 0,
  paused_until = 0 WHERE organisation_id = ? AND id = ?`;
const deleteOne = 'DELETE FROM webhooks WHERE organisation_id = ? AND id = ?';

export function listWebhooks(
  sql: Sql,
  organisation: string,
  page: Page,
): { readonly webhooks: Webhook[]; readonly total: number } {
  return {
    webhooks: sql.all(selectPage, organisation, page.limit, page.offset).map(toWebhook),
    total: Number(sql.get(countAll, organisation)?.count ?? 0),
  };
}

export function insertWebhook(
  sql: Sql,
  organisation: string,
  created: NewWebhook,
  now: number,
): CreatedWebhook {
  const id = newId('wh');
  const secret = created.secret ?? randomBytes(32).toString('hex');
  const events = [...new Set(created.events)];
  sql.run(insertOne, id, organisation, created.url, JSON.stringify(events), secret, now);
  return { id, url: created.url, events, created_at: isoTime(now), secret };
}

export function findWebhook(sql: Sql, organisation: string, id: string): Webhook | undefined {
  const row = sql.get(selectOne, organisation, id);
  return row && toWebhook(row);
}

/** What is left out stays as it is. Undefined when the organisation has no such endpoint. */
export function updateWebhook(
  sql: Sql,
  organisation: string,
  id: string,
  update: Partial<NewWebhook>,
): Webhook | undefined {
  const row = sql.get(selectOne, organisation, id);
  if (!row) return undefined;
  const { url = String(row.url), events = jsonStrings(row.events) } = update;
  const { secret = String(row.secret) } = update;
  const names = JSON.stringify([...new Set(events)]);
  sql.run(updateOne, url, names, secret, organisation, id);
  return findWebhook(sql, organisation, id);
}

/** Takes what still waits to be delivered with it. False when the organisation has no such endpoint. */
export function deleteWebhook(sql: Sql, organisation: string, id: string): boolean {
  return sql.run(deleteOne, organisation, id) > 0;
}

function toWebhook(row: SqlRow): Webhook {
  return {
    id: String(row.id),
    url: String(row.url),
    events: [...jsonStrings(row.events)],
    created_at: isoTime(row.created_at),
  };
}

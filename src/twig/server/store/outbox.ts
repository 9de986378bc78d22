import type { JsonObject } from '#core/json.ts';
import type { Sql } from '#core/sql.ts';
import { normaliseEventName } from '#core/webhook-event.ts';
import { jsonStrings } from './columns.ts';

/** Something that happened, to be told to every endpoint that registered for it. */
export interface OutgoingEvent {
  readonly organisation: string;
  /** The v1 name. */
  readonly event: string;
  readonly data: JsonObject;
  /** When it happened, epoch milliseconds. */
  readonly now: number;
}

export interface DueDelivery {
  readonly key: number;
  readonly webhookId: string;
  readonly url: string;
  readonly secret: string;
  /** Exactly these bytes are signed and sent. */
  readonly body: Uint8Array;
  /** Failed attempts so far. */
  readonly attempts: number;
  readonly dueAt: number;
  /** When it is given up. */
  readonly expiresAt: number;
  /** How often the endpoint failed since it last took something, whatever the delivery. */
  readonly endpointFailures: number;
}

/** How an attempt ended, and what that makes of the delivery. */
export interface DeliveryOutcome {
  readonly key: number;
  readonly state: 'waiting' | 'delivered' | 'dead';
  readonly attempts: number;
  /** When to try again; without meaning unless `waiting`. */
  readonly dueAt: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly now: number;
  /**
   * What the attempt says of the endpoint: until `pausedUntil` nothing is sent to it, and the failure
   * is counted. Null: it took the delivery. Left out: nothing.
   */
  readonly endpoint?: { readonly pausedUntil: number } | null;
}

const selectEndpoints = 'SELECT id, events FROM webhooks WHERE organisation_id = ? ORDER BY key';
const insertDelivery = `INSERT INTO deliveries (webhook_id, event, body, due_at, created_at, expires_at)
  VALUES (?1, ?2, ?3, ?4, ?4, ?5) RETURNING key`;
// So many for each endpoint, so that one with a long queue leaves room for the others.
const selectDue = `SELECT * FROM (
  SELECT deliveries.key, webhook_id, url, secret, body, attempts, due_at, expires_at, failure_count,
    row_number() OVER (PARTITION BY webhook_id ORDER BY due_at, deliveries.key) AS turn
  FROM deliveries JOIN webhooks ON webhooks.id = webhook_id
  WHERE state = 'waiting' AND due_at <= ?1 AND paused_until <= ?1
) WHERE turn <= ?2 ORDER BY due_at LIMIT 100`;
const selectNextDue = `SELECT min(max(due_at, paused_until)) AS due_at FROM deliveries
  JOIN webhooks ON webhooks.id = webhook_id
  WHERE state = 'waiting' AND max(due_at, paused_until) > ?`;
const claim = `UPDATE deliveries SET due_at = ? WHERE key = ? AND state = 'waiting' AND due_at = ?`;
const settle = `UPDATE deliveries SET state = ?, attempts = ?, due_at = ?, last_status = ?,
  last_error = ?, settled_at = ? WHERE key = ? AND state = 'waiting'`;
const closeCircuit = `UPDATE webhooks SET failure_count = 0, paused_until = 0
  WHERE id = (SELECT webhook_id FROM deliveries WHERE key = ?)`;
const countFailure = `UPDATE webhooks SET failure_count = failure_count + 1, paused_until = ?
  WHERE id = (SELECT webhook_id FROM deliveries WHERE key = ?)`;
const forget = 'DELETE FROM deliveries WHERE settled_at <= ?';

/** How long a delivery is tried. */
export const deliverForMs = 3 * 24 * 60 * 60 * 1000;

/**
 * Writes one delivery per endpoint that wants the event, under the name by which it registered. Call
 * it inside the transaction that makes the event true. Returns how many.
 */
export function addToOutbox(sql: Sql, { organisation, event, data, now }: OutgoingEvent): number {
  let added = 0;
  for (const endpoint of sql.all(selectEndpoints, organisation)) {
    const name = jsonStrings(endpoint.events).find((known) => normaliseEventName(known) === event);
    if (name === undefined) continue;
    addDelivery(sql, { webhookId: String(endpoint.id), event: name, data, now });
    added += 1;
  }
  return added;
}

/** For one endpoint, whatever it registered for; gives the delivery's key. */
export function addDelivery(
  sql: Sql,
  { webhookId, event, data, now }: Omit<OutgoingEvent, 'organisation'> & { webhookId: string },
): number {
  const body = { event, timestamp: new Date(now).toISOString(), data };
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const row = sql.get(insertDelivery, webhookId, event, bytes, now, now + deliverForMs);
  return Number(row?.key);
}

/** The oldest of each endpoint that is not paused, at most so many of each. */
export function dueDeliveries(sql: Sql, now: number, perEndpoint: number): readonly DueDelivery[] {
  return sql.all(selectDue, now, perEndpoint).map((row) => ({
    key: Number(row.key),
    webhookId: String(row.webhook_id),
    url: String(row.url),
    secret: String(row.secret),
    body: row.body instanceof Uint8Array ? row.body : new TextEncoder().encode(String(row.body)),
    attempts: Number(row.attempts),
    dueAt: Number(row.due_at),
    expiresAt: Number(row.expires_at),
    endpointFailures: Number(row.failure_count),
  }));
}

/** When the next delivery becomes due after `now`; undefined when none waits. */
export function nextDueAt(sql: Sql, now: number): number | undefined {
  const dueAt = sql.get(selectNextDue, now)?.due_at;
  return dueAt === null || dueAt === undefined ? undefined : Number(dueAt);
}

export interface DeliveryClaim {
  readonly key: number;
  readonly dueAt: number;
  /** Until then nobody else takes it. */
  readonly until: number;
}

/** False when somebody else took it first, or it is gone. */
export function claimDelivery(sql: Sql, { key, dueAt, until }: DeliveryClaim): boolean {
  return sql.run(claim, until, key, dueAt) > 0;
}

export function settleDelivery(sql: Sql, outcome: DeliveryOutcome): void {
  const { key, state, attempts, dueAt, status, error, now, endpoint } = outcome;
  sql.run(settle, state, attempts, dueAt, status, error, state === 'waiting' ? null : now, key);
  if (endpoint === null) sql.run(closeCircuit, key);
  else if (endpoint) sql.run(countFailure, endpoint.pausedUntil, key);
}

/** Drops what was settled long ago from the log; gives how many. */
export function forgetDeliveries(sql: Sql, settledBefore: number): number {
  return sql.run(forget, settledBefore);
}

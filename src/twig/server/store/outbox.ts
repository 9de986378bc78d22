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
  readonly url: string;
  readonly secret: string;
  /** Exactly these bytes are signed and sent. */
  readonly body: Uint8Array;
  /** Failed attempts so far. */
  readonly attempts: number;
  readonly dueAt: number;
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
}

const selectEndpoints = 'SELECT id, events FROM webhooks WHERE organisation_id = ? ORDER BY key';
const insertDelivery = `INSERT INTO deliveries (webhook_id, event, body, due_at, created_at)
  VALUES (?1, ?2, ?3, ?4, ?4)`;
const selectDue = `SELECT deliveries.key, url, secret, body, attempts, due_at FROM deliveries
  JOIN webhooks ON webhooks.id = deliveries.webhook_id
  WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at LIMIT ?`;
const selectNextDue = `SELECT min(due_at) AS due_at FROM deliveries
  WHERE state = 'waiting' AND due_at > ?`;
const claim = `UPDATE deliveries SET due_at = ? WHERE key = ? AND state = 'waiting' AND due_at = ?`;
const settle = `UPDATE deliveries SET state = ?, attempts = ?, due_at = ?, last_status = ?,
  last_error = ?, settled_at = ? WHERE key = ? AND state = 'waiting'`;

/**
 * Writes one delivery per endpoint that wants the event, under the name by which it registered. Call
 * it inside the transaction that makes the event true. Returns how many.
 */
export function addToOutbox(sql: Sql, { organisation, event, data, now }: OutgoingEvent): number {
  let added = 0;
  for (const endpoint of sql.all(selectEndpoints, organisation)) {
    const name = jsonStrings(endpoint.events).find((known) => normaliseEventName(known) === event);
    if (name === undefined) continue;
    const body = { event: name, timestamp: new Date(now).toISOString(), data };
    const bytes = new TextEncoder().encode(JSON.stringify(body));
    added += sql.run(insertDelivery, String(endpoint.id), name, bytes, now);
  }
  return added;
}

export function dueDeliveries(sql: Sql, now: number, limit: number): readonly DueDelivery[] {
  return sql.all(selectDue, now, limit).map((row) => ({
    key: Number(row.key),
    url: String(row.url),
    secret: String(row.secret),
    body: row.body instanceof Uint8Array ? row.body : new TextEncoder().encode(String(row.body)),
    attempts: Number(row.attempts),
    dueAt: Number(row.due_at),
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
  const { key, state, attempts, dueAt, status, error, now } = outcome;
  sql.run(settle, state, attempts, dueAt, status, error, state === 'waiting' ? null : now, key);
}

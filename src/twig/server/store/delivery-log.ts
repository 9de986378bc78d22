import type { Sql, SqlRow } from '#core/sql.ts';
import { type Delivery, delivery } from '#twig/api/webhooks.ts';
import { isoTime, isoTimeOrNull, jsonObject, textOrNull } from './columns.ts';
import { deliverForMs } from './outbox.ts';
import type { Page } from './page.ts';

const columns = `deliveries.key, webhook_id, event, body, state, attempts, due_at, last_status,
  last_error, deliveries.created_at, settled_at, paused_until`;
const selectPage = `SELECT ${columns} FROM deliveries JOIN webhooks ON webhooks.id = webhook_id
  WHERE webhook_id = ? ORDER BY deliveries.key DESC LIMIT ? OFFSET ?`;
const countAll = 'SELECT count(*) AS count FROM deliveries WHERE webhook_id = ?';
const selectOne = `SELECT ${columns} FROM deliveries JOIN webhooks ON webhooks.id = webhook_id
  WHERE webhook_id = ? AND deliveries.key = ?`;
const sendAgain = `UPDATE deliveries SET state = 'waiting', attempts = 0, due_at = ?1,
  expires_at = ?2, settled_at = NULL WHERE webhook_id = ?3 AND key = ?4`;
const closeCircuit = 'UPDATE webhooks SET failure_count = 0, paused_until = 0 WHERE id = ?';

export function deliveryId(key: number): string {
  return `delivery_${key}`;
}

/** Undefined when no delivery has such an id. */
export function deliveryKey(id: string): number | undefined {
  const digits = /^delivery_([1-9]\d{0,14})$/.exec(id)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export function listDeliveries(
  sql: Sql,
  webhookId: string,
  { limit, offset }: Page,
): { readonly deliveries: Delivery[]; readonly total: number } {
  return {
    deliveries: sql.all(selectPage, webhookId, limit, offset).map(toDelivery),
    total: Number(sql.get(countAll, webhookId)?.count ?? 0),
  };
}

export function findDelivery(sql: Sql, webhookId: string, key: number): Delivery | undefined {
  const row = sql.get(selectOne, webhookId, key);
  return row && toDelivery(row);
}

/** Sends it once more, at once, for three days if need be. Undefined when there is none. */
export function redeliver(
  sql: Sql,
  webhookId: string,
  key: number,
  now: number,
): Delivery | undefined {
  if (sql.run(sendAgain, now, now + deliverForMs, webhookId, key) === 0) return undefined;
  sql.run(closeCircuit, webhookId);
  return findDelivery(sql, webhookId, key);
}

function toDelivery(row: SqlRow): Delivery {
  const body = row.body instanceof Uint8Array ? new TextDecoder().decode(row.body) : row.body;
  const status = delivery.shape.status.parse(row.state);
  const nextAt = Math.max(Number(row.due_at), Number(row.paused_until));
  return {
    id: deliveryId(Number(row.key)),
    webhook_id: String(row.webhook_id),
    event: String(row.event),
    status,
    attempts: Number(row.attempts),
    last_status: row.last_status === null ? null : Number(row.last_status),
    last_error: textOrNull(row.last_error),
    next_attempt_at: status === 'waiting' ? isoTime(nextAt) : null,
    created_at: isoTime(row.created_at),
    settled_at: isoTimeOrNull(row.settled_at),
    payload: jsonObject(body),
  };
}

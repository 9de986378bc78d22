import type { Sql } from '#core/sql.ts';
import type { CreatedWebhook, Delivery, Webhook } from '#twig/api/webhooks.ts';
import { answerOnce, type Once } from '../store/answer-once.ts';
import { findDelivery, redeliver } from '../store/delivery-log.ts';
import {
  addDelivery,
  claimDelivery,
  type DeliveryClaim,
  type DeliveryOutcome,
  forgetDeliveries,
  settleDelivery,
} from '../store/outbox.ts';
import {
  deleteWebhook,
  findWebhook,
  insertWebhook,
  type NewWebhook,
  updateWebhook,
} from '../store/webhooks.ts';
import type { IdempotentChange } from './change.ts';

export interface WebhookWriter {
  createWebhook(change: CreateWebhookChange): Promise<Once<CreatedWebhook>>;
  /** Null when the organisation has no such endpoint; so of the next two. */
  updateWebhook(change: UpdateWebhookChange): Promise<Once<Webhook | null>>;
  /** Puts a `webhook.test` into the outbox for this endpoint alone. */
  testWebhook(change: WebhookChange): Promise<Once<Delivery | null>>;
  /** Puts a delivery into the outbox again, whatever came of it. */
  redeliver(change: RedeliverChange): Promise<Once<Delivery | null>>;
  deleteWebhook(change: WebhookChange): Promise<Once<{ readonly deleted: boolean }>>;
  /** False when another process took the delivery first. */
  claimDelivery(claim: DeliveryClaim): Promise<boolean>;
  settleDelivery(outcome: DeliveryOutcome): Promise<void>;
  /** Drops from the log what was settled before; gives how many. */
  forgetDeliveries(settledBefore: number): Promise<number>;
}

export interface CreateWebhookChange extends IdempotentChange {
  readonly webhook: NewWebhook;
}

export interface WebhookChange extends IdempotentChange {
  readonly webhookId: string;
}

export interface UpdateWebhookChange extends WebhookChange {
  readonly update: { readonly [Key in keyof NewWebhook]?: NewWebhook[Key] | undefined };
}

export interface RedeliverChange extends WebhookChange {
  readonly deliveryKey: number;
}

export function createWebhookWriter(sql: Sql): WebhookWriter {
  return {
    createWebhook: async ({ organisation, now, webhook, idempotencyKey }) =>
      answerOnce(sql, idempotencyKey, now, () => insertWebhook(sql, organisation, webhook, now)),
    updateWebhook: async ({ organisation, now, webhookId, update, idempotencyKey }) =>
      answerOnce(
        sql,
        idempotencyKey,
        now,
        () => updateWebhook(sql, organisation, webhookId, update) ?? null,
      ),
    testWebhook: async ({ organisation, now, webhookId, idempotencyKey }) =>
      answerOnce(sql, idempotencyKey, now, () => {
        if (!findWebhook(sql, organisation, webhookId)) return null;
        const data = { webhook_id: webhookId };
        const key = addDelivery(sql, { webhookId, event: 'webhook.test', data, now });
        return findDelivery(sql, webhookId, key) ?? null;
      }),
    redeliver: async ({ organisation, now, webhookId, deliveryKey, idempotencyKey }) =>
      answerOnce(sql, idempotencyKey, now, () => {
        if (!findWebhook(sql, organisation, webhookId)) return null;
        return redeliver(sql, webhookId, deliveryKey, now) ?? null;
      }),
    deleteWebhook: async ({ organisation, now, webhookId, idempotencyKey }) =>
      answerOnce(sql, idempotencyKey, now, () => ({
        deleted: deleteWebhook(sql, organisation, webhookId),
      })),
    claimDelivery: async (claim) => sql.transaction(() => claimDelivery(sql, claim)),
    settleDelivery: async (outcome) => sql.transaction(() => settleDelivery(sql, outcome)),
    forgetDeliveries: async (before) => sql.transaction(() => forgetDeliveries(sql, before)),
  };
}

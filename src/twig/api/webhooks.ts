import * as z from 'zod';
import { listOf } from './list.ts';

const url = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .max(2000, 'must be at most 2000 characters long');
const events = z.array(z.string().min(1).max(100)).min(1).max(100);
const secret = z.string().min(16).max(500);

export const createWebhook = z.object({
  url,
  events,
  /** Made when omitted and shown once. */
  secret: secret.optional(),
});

/** What is left out stays as it is. */
export const updateWebhook = z.object({
  url: url.optional(),
  events: events.optional(),
  secret: secret.optional(),
});

export const webhook = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  created_at: z.string(),
});

export const createdWebhook = webhook.extend({ secret: z.string() });
export const webhookList = listOf('webhooks', webhook);

export const deliveryStatuses = ['waiting', 'delivered', 'dead'] as const;

/** One event for one endpoint, and what came of sending it. */
export const delivery = z.object({
  id: z.string(),
  webhook_id: z.string(),
  event: z.string(),
  /** `waiting` for its next attempt, `delivered`, or `dead`: given up after three days. */
  status: z.enum(deliveryStatuses),
  attempts: z.int(),
  /** What the endpoint answered last; null when no answer came. */
  last_status: z.int().nullable(),
  last_error: z.string().nullable(),
  next_attempt_at: z.string().nullable(),
  created_at: z.string(),
  settled_at: z.string().nullable(),
  /** What is sent: `{event, timestamp, data}`. */
  payload: z.record(z.string(), z.unknown()),
});

/** Newest first. */
export const deliveryList = listOf('deliveries', delivery);

export type CreateWebhook = z.input<typeof createWebhook>;
export type UpdateWebhook = z.input<typeof updateWebhook>;
export type Delivery = z.infer<typeof delivery>;
export type DeliveryList = z.infer<typeof deliveryList>;
export type Webhook = z.infer<typeof webhook>;
export type CreatedWebhook = z.infer<typeof createdWebhook>;
export type WebhookList = z.infer<typeof webhookList>;

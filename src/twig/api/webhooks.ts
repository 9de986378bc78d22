import * as z from 'zod';
import { listOf } from './list.ts';

export const createWebhook = z.object({
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }),
  events: z.array(z.string().min(1)).min(1),
  /** Made when omitted and shown once. */
  secret: z.string().min(16).optional(),
});

export const webhook = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  created_at: z.string(),
});

export const createdWebhook = webhook.extend({ secret: z.string() });
export const webhookList = listOf('webhooks', webhook);

export type CreateWebhook = z.input<typeof createWebhook>;
export type Webhook = z.infer<typeof webhook>;
export type CreatedWebhook = z.infer<typeof createdWebhook>;
export type WebhookList = z.infer<typeof webhookList>;

import * as z from 'zod';
import { dataOf } from './envelope.ts';

/** `secret` is shown this once. */
export const registeredWebhook = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  secret: z.string(),
});

export const registerWebhookAnswer = dataOf(registeredWebhook);

export type RegisteredWebhook = z.infer<typeof registeredWebhook>;

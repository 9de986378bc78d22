import * as z from 'zod';
import { listOf } from './list.ts';

export const keyScopes = ['read', 'write', 'execute', 'admin'] as const;

export const createApiKey = z.object({
  name: z.string().trim().min(1).max(200),
  scopes: z.array(z.enum(keyScopes)).min(1),
  /** Decides the prefix: `twigsk_live_` or `twigsk_test_`. */
  environment: z.enum(['live', 'test']).default('live'),
  /** The key stops working then: a date (UTC midnight) or an instant. Left out: never. */
  expires_at: z.union([z.iso.date(), z.iso.datetime({ offset: true })]).optional(),
});

export const apiKey = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(keyScopes)),
  /** Its first and last characters. */
  hint: z.string(),
  created_at: z.string(),
  expires_at: z.string().nullable(),
});

/** `key` is shown this once. */
export const createdApiKey = apiKey.extend({ key: z.string() });
export const apiKeyList = listOf('api_keys', apiKey);

export type CreateApiKey = z.input<typeof createApiKey>;
export type ApiKey = z.infer<typeof apiKey>;
export type CreatedApiKey = z.infer<typeof createdApiKey>;
export type ApiKeyList = z.infer<typeof apiKeyList>;

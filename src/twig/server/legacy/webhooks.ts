import type { RegisteredWebhook } from '#twig/api/legacy/webhooks.ts';
import { createdWebhook, createWebhook } from '#twig/api/webhooks.ts';
import { readJson } from '../read-input.ts';
import type { AskV1 } from './ask-v1.ts';
import type { LegacyHandlers } from './legacy-handler.ts';
import { passOn } from './pass-on.ts';

export function webhookRegistrationHandlers(ask: AskV1): LegacyHandlers<'registerWebhook'> {
  return {
    async registerWebhook(context) {
      const input = await readJson(context, createWebhook);
      if (!input.ok) return input.answer;
      const call = { route: 'createWebhook', body: input.value } as const;
      const created = await passOn(ask, context, call, createdWebhook);
      if (!created.ok) return created.answer;
      const { id, url, events, secret } = created.value;
      const data: RegisteredWebhook = { id, url, events, secret };
      return context.json({ data, status: 'success' }, 201);
    },
  };
}

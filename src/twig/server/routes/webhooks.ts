import { listQuery } from '#twig/api/list.ts';
import { createWebhook } from '#twig/api/webhooks.ts';
import { refuse } from '../answers.ts';
import { idempotencyKeyOf, idempotencyKeyReused } from '../idempotency-key-of.ts';
import { readJson, readQuery } from '../read-input.ts';
import { listWebhooks } from '../store/webhooks.ts';
import type { RouteHandlers, ServerParts } from './route-handler.ts';

export function webhookHandlers({
  reader,
  writer,
  clock,
}: ServerParts): RouteHandlers<'listWebhooks' | 'createWebhook' | 'deleteWebhook'> {
  return {
    listWebhooks(context) {
      const query = readQuery(context, listQuery);
      if (!query.ok) return query.answer;
      const { limit, offset } = query.value;
      const page = listWebhooks(reader, context.get('caller').organisation, { limit, offset });
      return context.json({ ...page, limit, offset });
    },

    async createWebhook(context) {
      const input = await readJson(context, createWebhook);
      if (!input.ok) return input.answer;
      const created = await writer.createWebhook({
        organisation: context.get('caller').organisation,
        now: clock.now(),
        webhook: input.value,
        idempotencyKey: idempotencyKeyOf(context, 'createWebhook', input.value),
      });
      if (created.is === 'key-reused') return idempotencyKeyReused(context);
      return context.json(created.answer, 201);
    },

    async deleteWebhook(context) {
      const id = context.req.param('id') ?? '';
      const result = await writer.deleteWebhook({
        organisation: context.get('caller').organisation,
        now: clock.now(),
        webhookId: id,
        idempotencyKey: idempotencyKeyOf(context, 'deleteWebhook', { id }),
      });
      if (result.is === 'key-reused') return idempotencyKeyReused(context);
      if (result.answer.deleted) return context.body(null, 204);
      return refuse(context, {
        code: 'not_found',
        message: `There is no webhook endpoint ${id} in the organisation of this API key.`,
        details: { webhook_id: id },
      });
    },
  };
}

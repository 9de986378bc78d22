import { listQuery } from '#twig/api/list.ts';
import { createWebhook, type Delivery, updateWebhook } from '#twig/api/webhooks.ts';
import { refuse, type ServerContext } from '../answers.ts';
import { idempotencyKeyOf, idempotencyKeyReused } from '../idempotency-key-of.ts';
import { readJson, readQuery } from '../read-input.ts';
import type { Once } from '../store/answer-once.ts';
import { deliveryKey, listDeliveries } from '../store/delivery-log.ts';
import { findWebhook, listWebhooks } from '../store/webhooks.ts';
import type { RouteHandlers, ServerParts } from './route-handler.ts';

export function webhookHandlers({
  reader,
  writer,
  clock,
  wake,
  refuseWebhookUrl,
}: ServerParts): RouteHandlers<
  | 'listWebhooks'
  | 'createWebhook'
  | 'getWebhook'
  | 'updateWebhook'
  | 'deleteWebhook'
  | 'testWebhook'
  | 'listDeliveries'
  | 'redeliver'
> {
  const idOf = (context: ServerContext) => context.req.param('id') ?? '';
  const change = (context: ServerContext, operation: string, request: unknown) => ({
    organisation: context.get('caller').organisation,
    now: clock.now(),
    idempotencyKey: idempotencyKeyOf(context, operation, request),
  });
  const refuseUrl = (context: ServerContext, url: string | undefined) => {
    const reason = url === undefined ? undefined : refuseWebhookUrl(url);
    if (reason === undefined) return undefined;
    return refuse(context, {
      code: 'invalid_request',
      message: 'The request is not valid: url.',
      details: { url: reason },
    });
  };
  const queued = (context: ServerContext, result: Once<Delivery | null>) => {
    if (result.is === 'key-reused') return idempotencyKeyReused(context);
    if (result.answer === null) return undefined;
    wake.ring();
    return context.json(result.answer, 202);
  };

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
      const refused = refuseUrl(context, input.value.url);
      if (refused) return refused;
      const created = await writer.createWebhook({
        ...change(context, 'createWebhook', input.value),
        webhook: input.value,
      });
      if (created.is === 'key-reused') return idempotencyKeyReused(context);
      return context.json(created.answer, 201);
    },

    getWebhook(context) {
      const found = findWebhook(reader, context.get('caller').organisation, idOf(context));
      return found ? context.json(found) : webhookNotFound(context);
    },

    async updateWebhook(context) {
      const webhookId = idOf(context);
      const { organisation } = context.get('caller');
      if (!findWebhook(reader, organisation, webhookId)) return webhookNotFound(context);
      const input = await readJson(context, updateWebhook);
      if (!input.ok) return input.answer;
      const refused = refuseUrl(context, input.value.url);
      if (refused) return refused;
      const updated = await writer.updateWebhook({
        ...change(context, 'updateWebhook', { webhookId, ...input.value }),
        webhookId,
        update: input.value,
      });
      if (updated.is === 'key-reused') return idempotencyKeyReused(context);
      if (updated.answer === null) return webhookNotFound(context);
      wake.ring();
      return context.json(updated.answer);
    },

    async deleteWebhook(context) {
      const webhookId = idOf(context);
      const result = await writer.deleteWebhook({
        ...change(context, 'deleteWebhook', { webhookId }),
        webhookId,
      });
      if (result.is === 'key-reused') return idempotencyKeyReused(context);
      return result.answer.deleted ? context.body(null, 204) : webhookNotFound(context);
    },

    async testWebhook(context) {
      const webhookId = idOf(context);
      const result = await writer.testWebhook({
        ...change(context, 'testWebhook', { webhookId }),
        webhookId,
      });
      return queued(context, result) ?? webhookNotFound(context);
    },

    listDeliveries(context) {
      const query = readQuery(context, listQuery);
      if (!query.ok) return query.answer;
      const webhookId = idOf(context);
      if (!findWebhook(reader, context.get('caller').organisation, webhookId)) {
        return webhookNotFound(context);
      }
      const { limit, offset } = query.value;
      const page = listDeliveries(reader, webhookId, { limit, offset });
      return context.json({ ...page, limit, offset });
    },

    async redeliver(context) {
      const webhookId = idOf(context);
      const id = context.req.param('delivery_id') ?? '';
      const key = deliveryKey(id);
      if (key === undefined) return deliveryNotFound(context, id);
      const result = await writer.redeliver({
        ...change(context, 'redeliver', { webhookId, id }),
        webhookId,
        deliveryKey: key,
      });
      return queued(context, result) ?? deliveryNotFound(context, id);
    },
  };
}

function webhookNotFound(context: ServerContext): Response {
  const id = context.req.param('id') ?? '';
  return refuse(context, {
    code: 'not_found',
    message: `There is no webhook endpoint ${id} in the organisation of this API key.`,
    details: { webhook_id: id },
  });
}

function deliveryNotFound(context: ServerContext, id: string): Response {
  return refuse(context, {
    code: 'not_found',
    message: `There is no delivery ${id} of this webhook endpoint.`,
    details: { delivery_id: id },
  });
}

import type {
  CreatedWebhook as WireCreatedWebhook,
  CreateWebhook as WireCreateWebhook,
  Delivery as WireDelivery,
  UpdateWebhook as WireUpdateWebhook,
  Webhook as WireWebhook,
} from '#twig/api/webhooks.ts';
import type { CallOptions, Send } from '../call.ts';
import type { Camel, Lenient } from '../camel.ts';
import type { Endpoint } from '../endpoint.ts';
import { amount, fields, listOf, maybe, nothing, opaque, text } from '../from-wire.ts';
import { jsonBody } from '../json-body.ts';
import { type ListPage, type ListQuery, pagesOf } from '../list.ts';
import { createListResource, type ListResource } from '../list-resource.ts';

export type NewWebhook = Camel<WireCreateWebhook>;
export type Webhook = Lenient<Camel<WireWebhook>, 'id' | 'url' | 'events'>;
/** `secret` is shown this once. */
export type CreatedWebhook = Lenient<Camel<WireCreatedWebhook>, 'id' | 'url' | 'events'>;

export type WebhookUpdate = Camel<WireUpdateWebhook>;
/** One event for one endpoint; `status` is `waiting`, `delivered` or `dead`. */
export type WebhookDelivery = Lenient<
  Omit<Camel<WireDelivery>, 'status'> & { readonly status: string },
  'id' | 'status'
>;

export interface WebhookPage extends ListPage<Webhook> {}

/** Endpoints that the server tells of events. */
export interface Webhooks {
  /** One page of the list. */
  list(query?: ListQuery, options?: CallOptions): Promise<WebhookPage>;
  /** The whole list, page by page, from `query.offset` on. */
  pages(query?: ListQuery, options?: CallOptions): AsyncGenerator<WebhookPage, void>;
  create(webhook: NewWebhook, options?: CallOptions): Promise<CreatedWebhook>;
  get(id: string, options?: CallOptions): Promise<Webhook>;
  /** Changes what is given and leaves the rest. */
  update(id: string, update: WebhookUpdate, options?: CallOptions): Promise<Webhook>;
  delete(id: string, options?: CallOptions): Promise<void>;
  /** Has a `webhook.test` sent to the endpoint; the log of its deliveries tells what came of it. */
  test(id: string, options?: CallOptions): Promise<WebhookDelivery>;
  /** What was sent to one endpoint, and what came of it, newest first. */
  deliveries(id: string): ListResource<WebhookDelivery>;
  /** Has an event sent again, whatever came of it. */
  redeliver(id: string, deliveryId: string, options?: CallOptions): Promise<WebhookDelivery>;
}

const listRoute: Endpoint<'listWebhooks'> = {
  method: 'GET',
  path: '/api/v1/webhooks',
  scope: 'read',
};
const createRoute: Endpoint<'createWebhook'> = {
  method: 'POST',
  path: '/api/v1/webhooks',
  scope: 'write',
};
const getRoute: Endpoint<'getWebhook'> = {
  method: 'GET',
  path: '/api/v1/webhooks/:id',
  scope: 'read',
};
const updateRoute: Endpoint<'updateWebhook'> = {
  method: 'PUT',
  path: '/api/v1/webhooks/:id',
  scope: 'write',
};
const testRoute: Endpoint<'testWebhook'> = {
  method: 'POST',
  path: '/api/v1/webhooks/:id/test',
  scope: 'write',
};
const deliveriesRoute: Endpoint<'listDeliveries'> = {
  method: 'GET',
  path: '/api/v1/webhooks/:id/deliveries',
  scope: 'read',
};
const redeliverRoute: Endpoint<'redeliver'> = {
  method: 'POST',
  path: '/api/v1/webhooks/:id/deliveries/:delivery_id/redeliver',
  scope: 'write',
};
const deleteRoute: Endpoint<'deleteWebhook'> = {
  method: 'DELETE',
  path: '/api/v1/webhooks/:id',
  scope: 'write',
};

const webhookReaders = { id: text, url: text, events: listOf(text), createdAt: maybe(text) };

const readWebhook = fields<Webhook>(webhookReaders);
const readDelivery = fields<WebhookDelivery>({
  id: text,
  webhookId: maybe(text),
  event: maybe(text),
  status: text,
  attempts: maybe(amount),
  lastStatus: maybe(amount),
  lastError: maybe(text),
  nextAttemptAt: maybe(text),
  createdAt: maybe(text),
  settledAt: maybe(text),
  payload: maybe(opaque),
});
const readCreated = fields<CreatedWebhook>({ ...webhookReaders, secret: maybe(text) });

const readList = fields<{
  readonly webhooks: readonly Webhook[];
  readonly total: number | undefined;
  readonly offset: number | undefined;
}>({
  webhooks: listOf(readWebhook),
  total: maybe(amount),
  offset: maybe(amount),
});

export function createWebhooks(send: Send): Webhooks {
  async function list(query: ListQuery = {}, options?: CallOptions): Promise<WebhookPage> {
    const { limit, offset } = query;
    const answer = await send({ endpoint: listRoute, query: { limit, offset } }, readList, options);
    return { entries: answer.webhooks, total: answer.total, offset: answer.offset ?? offset ?? 0 };
  }

  return {
    list,
    pages: (query = {}, options) =>
      pagesOf((offset) => list({ ...query, offset }, options), query.offset),
    create: (webhook, options) =>
      send({ endpoint: createRoute, body: jsonBody(webhook) }, readCreated, options),
    get: (id, options) => send({ endpoint: getRoute, id }, readWebhook, options),
    update: (id, update, options) =>
      send({ endpoint: updateRoute, id, body: jsonBody(update) }, readWebhook, options),
    delete: (id, options) => send({ endpoint: deleteRoute, id }, nothing, options),
    test: (id, options) => send({ endpoint: testRoute, id }, readDelivery, options),
    deliveries: (id) =>
      createListResource(
        send,
        { endpoint: deliveriesRoute, noun: 'deliveries', read: readDelivery },
        id,
      ),
    redeliver: (id, deliveryId, options) =>
      send({ endpoint: redeliverRoute, id, deliveryId }, readDelivery, options),
  };
}

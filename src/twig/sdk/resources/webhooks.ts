import type {
  CreatedWebhook as WireCreatedWebhook,
  CreateWebhook as WireCreateWebhook,
  Webhook as WireWebhook,
} from '#twig/api/webhooks.ts';
import type { CallOptions, Send } from '../call.ts';
import type { Camel, Lenient } from '../camel.ts';
import type { Endpoint } from '../endpoint.ts';
import { amount, fields, listOf, maybe, nothing, text } from '../from-wire.ts';
import { jsonBody } from '../json-body.ts';
import { type ListPage, type ListQuery, pagesOf } from '../list.ts';

export type NewWebhook = Camel<WireCreateWebhook>;
export type Webhook = Lenient<Camel<WireWebhook>, 'id' | 'url' | 'events'>;
/** `secret` is shown this once. */
export type CreatedWebhook = Lenient<Camel<WireCreatedWebhook>, 'id' | 'url' | 'events'>;

export interface WebhookPage extends ListPage<Webhook> {}

/** Endpoints that the server tells of events. */
export interface Webhooks {
  /** One page of the list. */
  list(query?: ListQuery, options?: CallOptions): Promise<WebhookPage>;
  /** The whole list, page by page, from `query.offset` on. */
  pages(query?: ListQuery, options?: CallOptions): AsyncGenerator<WebhookPage, void>;
  create(webhook: NewWebhook, options?: CallOptions): Promise<CreatedWebhook>;
  delete(id: string, options?: CallOptions): Promise<void>;
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
const deleteRoute: Endpoint<'deleteWebhook'> = {
  method: 'DELETE',
  path: '/api/v1/webhooks/:id',
  scope: 'write',
};

const webhookReaders = { id: text, url: text, events: listOf(text), createdAt: maybe(text) };

const readCreated = fields<CreatedWebhook>({ ...webhookReaders, secret: maybe(text) });

const readList = fields<{
  readonly webhooks: readonly Webhook[];
  readonly total: number | undefined;
  readonly offset: number | undefined;
}>({
  webhooks: listOf(fields<Webhook>(webhookReaders)),
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
    delete: (id, options) => send({ endpoint: deleteRoute, id }, nothing, options),
  };
}

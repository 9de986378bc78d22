import type { RegisteredWebhook as WireRegistered } from '#twig/api/legacy/webhooks.ts';
import type { CreateWebhook as WireCreate } from '#twig/api/webhooks.ts';
import type { CallOptions, Send } from '../call.ts';
import type { Camel, Lenient } from '../camel.ts';
import type { LegacyEndpoint } from '../endpoint.ts';
import { listOf, maybe, text } from '../from-wire.ts';
import { inEnvelope } from './in-envelope.ts';
import { plainBody } from './plain-body.ts';
import { sameFields } from './same-fields.ts';

/** `secret` is shown this once. */
export type RegisteredWebhook = Lenient<Camel<WireRegistered>, 'id' | 'url'>;

/** Registers an endpoint for events; a secret is made when there is none. */
export type RegisterWebhook = (
  webhook: Readonly<WireCreate>,
  options?: CallOptions,
) => Promise<RegisteredWebhook>;

const endpoint: LegacyEndpoint<'registerWebhook'> = {
  method: 'POST',
  path: '/api/webhooks',
  scope: 'write',
};

const readRegistered = inEnvelope(
  sameFields<RegisteredWebhook>({
    id: text,
    url: text,
    events: maybe(listOf(text)),
    secret: maybe(text),
  }),
);

export function createWebhookRegistration(send: Send): RegisterWebhook {
  return (webhook, options) =>
    send({ endpoint, body: plainBody(webhook) }, readRegistered, options);
}

import type { TwigClient } from '#twig/sdk/client.ts';

/** What the receiver acts on, and what is worth keeping beside it. */
const events = ['data_source.synced', 'datasource.failed', 'agent.updated', 'eval.completed'];

/**
 * Makes the server send its events to this process: once, whatever was registered for the same
 * address before, since its secret may be another one.
 */
export async function registerWebhook(
  client: TwigClient,
  url: string,
  secret: string,
  signal: AbortSignal,
): Promise<void> {
  const stale: string[] = [];
  for await (const page of client.webhooks.pages({ limit: 200 }, { signal })) {
    for (const webhook of page.entries) if (webhook.url === url) stale.push(webhook.id);
  }
  // Deleted after the listing: pages by offset would shift under it.
  for (const id of stale) await client.webhooks.delete(id, { signal });
  await client.webhooks.create({ url, events, secret }, { signal });
}

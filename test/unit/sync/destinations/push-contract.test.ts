import { describe, it } from 'vitest';
import { createPushDestination } from '#sync/destinations/push.ts';
import { TwigClient } from '#twig/sdk/client.ts';
import { type DestinationSubject, destinationContract } from '../../../contract/destination.ts';
import { generousLimits, openTwigServer } from '../../../support/open-twig-server.ts';

interface Opened extends DestinationSubject, Disposable {}

/** A data source of the embedded server, looked into through its own tables. */
async function openPush(maxPartBytes?: number): Promise<Opened> {
  const twig = await openTwigServer({ limits: generousLimits });
  const dataSourceId = await twig.createDataSource();
  const client = new TwigClient({
    apiKey: twig.key,
    baseUrl: 'http://embedded',
    fetch: (input, init) => twig.server.fetch(new Request(input, init)),
    clock: twig.clock,
  });
  const destination = createPushDestination({
    client: client.dataSources,
    dataSourceId,
    label: 'data source "Docs"',
    ...(maxPartBytes !== undefined && { maxPartBytes }),
  });
  const rows = `
    SELECT d.source_id, c.text FROM documents d JOIN chunks c ON c.document_key = d.key
    WHERE d.data_source_id = ? AND d.namespace = ? ORDER BY d.source_id, c.position`;
  return {
    destination,
    async held(namespace) {
      const held: Record<string, string[]> = {};
      for (const { source_id, text } of twig.reader.all(rows, dataSourceId, namespace)) {
        held[String(source_id)] ??= [];
        held[String(source_id)]?.push(String(text));
      }
      return held;
    },
    [Symbol.dispose]: () => twig[Symbol.dispose](),
  };
}

describe('the push destination against the embedded server', () => {
  it.each(destinationContract)('$name', async ({ run }) => {
    using subject = await openPush();
    await run(subject);
  });
});

describe('the push destination against the embedded server, in many small parts', () => {
  it.each(
    destinationContract.filter(({ name }) => !name.includes('handful of write calls')),
  )('$name', async ({ run }) => {
    using subject = await openPush(1_000);
    await run(subject);
  });
});

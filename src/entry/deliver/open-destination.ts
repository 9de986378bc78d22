import type { Clock } from '#core/clock.ts';
import type { Destination } from '#core/destination.ts';
import { FixInputError } from '#core/errors.ts';
import type { Emit } from '#core/events.ts';
import type { OpenNotebook } from '#core/notebook.ts';
import { withoutSecrets } from '#runtime/config/without-secrets.ts';
import { createMemoryDestination } from '#sync/destinations/memory.ts';
import { createPushDestination } from '#sync/destinations/push.ts';
import { haveItRead } from '#sync/destinations/trigger/have-it-read.ts';
import type { CallOptions } from '#twig/sdk/call.ts';
import type { TwigClient } from '#twig/sdk/client.ts';
import { siteNotebook } from '../publish/site-notebook.ts';
import { siteUrl } from '../publish/site-url.ts';
import { ensureDataSource } from '../resolve-data-source.ts';
import type { SourceDescription } from '../sync-source.ts';
import type { DeliveryChoice } from './choose-delivery.ts';
import { ensureWebsite } from './ensure-website.ts';

export interface OpenDestinationOptions {
  readonly source: SourceDescription;
  readonly client: TwigClient;
  readonly server: string;
  /** True when the server runs in this very process. */
  readonly inProcess?: boolean | undefined;
  readonly notebook: OpenNotebook;
  readonly dryRun: boolean;
  /** Where published sites are reached; undefined when nobody said. */
  readonly publishAt: string | undefined;
  readonly emit: Emit;
  readonly clock: Clock;
}

export interface OpenedDestination {
  readonly destination: Destination;
  /** Under which name the ledger keeps what it holds. */
  readonly ledgerTarget: string;
}

/** Nobody counts the calls there, and both sides of them take their memory from one process. */
const partBytesInProcess = 4 * 1024 * 1024;

/** The destination of a source that is read here. Only push makes its data source at once. */
export async function openDestination(
  options: OpenDestinationOptions,
  { delivery, dataSource }: DeliveryChoice,
  call: CallOptions & { readonly signal: AbortSignal },
): Promise<OpenedDestination> {
  const { source, client, server, notebook, dryRun, emit, clock } = options;
  const { name, namespace } = source;
  if (delivery === 'publish') {
    const base = options.publishAt;
    if (base === undefined) throw noAddress(name);
    // Loaded only here and below: most sources are pushed.
    const { openSite } = await import('#sync/destinations/publish/open-site.ts');
    const { createPublishDestination } = await import('#sync/destinations/publish.ts');
    const site = await openSite(siteNotebook(notebook, server, name), call.signal);
    const url = siteUrl(base, site.folder);
    const label = `data source "${name}" at ${server}, which reads ${url}`;
    const destination = createPublishDestination({
      site,
      label,
      async haveItRead(how) {
        const { id } = await ensureWebsite(client, { name, url }, how);
        await haveItRead({ client: client.dataSources, dataSourceId: id, label, clock }, how);
      },
    });
    return { destination, ledgerTarget: `${server} publish ${name} ${namespace}` };
  }
  if (delivery === 'kb') {
    emit({
      event: 'delivery:noted',
      message:
        "each document becomes an article of the knowledge base; Twig's documents disagree on whether articles are retrieved: ask something that only they answer",
    });
    const { createKbDestination } = await import('#sync/destinations/kb.ts');
    const destination = createKbDestination({
      articles: client.articles,
      notebook: notebook(`kb ${server} ${name}`),
      owner: name,
      label: `the knowledge base at ${server}`,
    });
    return { destination, ledgerTarget: `${server} kb ${name} ${namespace}` };
  }
  // What is pushed is read here: the server needs no key of the product.
  const wish = { ...source, nameOrId: name, config: withoutSecrets(source.config) };
  const found = dataSource ?? (dryRun ? undefined : await ensureDataSource(client, wish, call));
  const destination = found
    ? createPushDestination({
        client: client.dataSources,
        dataSourceId: found.id,
        label: `data source "${found.name}" at ${server}`,
        ...(options.inProcess && { compress: false, maxPartBytes: partBytesInProcess }),
      })
    : createMemoryDestination({ label: `new data source "${name}" at ${server}` });
  return { destination, ledgerTarget: `${server} ${found?.id ?? name} ${namespace}` };
}

function noAddress(name: string): FixInputError {
  return new FixInputError(`The source "${name}" is to be published, and nobody says where.`, {
    code: 'publish_url_missing',
    hint: 'Set publish.url in twigkit.yaml to where the server reaches the worker: https://sync.example.com.',
  });
}

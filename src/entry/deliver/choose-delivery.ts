import { FixInputError, StopRunError } from '#core/errors.ts';
import { isOwnConnector } from '#runtime/config/own-connector.ts';
import type { CallOptions } from '#twig/sdk/call.ts';
import { apiFailureOf, type TwigClient } from '#twig/sdk/client.ts';
import { findDataSource, type ResolvedDataSource } from '../resolve-data-source.ts';
import type { SourceDescription } from '../sync-source.ts';

export type ChosenDelivery = 'push' | 'trigger' | 'publish' | 'kb';

export interface DeliveryChoice {
  readonly delivery: ChosenDelivery;
  /** The data source of the source's name; undefined when there is none yet. */
  readonly dataSource: ResolvedDataSource | undefined;
}

/**
 * Decides how a source reaches the server, before anything is made there. `auto` is push where the
 * server takes documents, else the documented trigger where the server can read the source itself.
 *
 * @throws FixInputError when there is no way, with those that there would be.
 */
export async function chooseDelivery(
  source: SourceDescription,
  client: TwigClient,
  call: CallOptions,
): Promise<DeliveryChoice> {
  const { name, delivery } = source;
  const dataSource = delivery === 'kb' ? undefined : await findDataSource(client, name, call);
  if (delivery === 'push' || delivery === 'publish' || delivery === 'kb') {
    return { delivery, dataSource };
  }
  if (delivery === 'trigger') {
    if (source.type === 'file') throw noFiles(name);
    if (isOwnConnector(source.type)) throw notTheirs(name, source.type);
    return { delivery, dataSource };
  }
  const isReadable = canBeReadByServer(source);
  // Nothing else would do, and nothing has to be made: the push itself says when it is not taken.
  if (dataSource !== undefined && !isReadable) return { delivery: 'push', dataSource };
  if (await takesDocuments(client, dataSource, call)) return { delivery: 'push', dataSource };
  if (isReadable) return { delivery: 'trigger', dataSource };
  throw new FixInputError(
    `The server takes no documents, and cannot read the source "${name}" by itself.`,
    {
      code: 'no_push',
      hint: 'Write "delivery: publish" (a site at an address that nobody can guess, which the server reads) or "delivery: kb" (an article per document), or use a server that takes documents (twigkit serve). See docs/delivery.md.',
    },
  );
}

/** Public pages that no header opens: whatever else it takes, the server does not have. */
function canBeReadByServer({ type, config }: SourceDescription): boolean {
  return type === 'website' && config.public !== false && config.headers === undefined;
}

/** Asks for the manifest, which a server without push does not have; that of nothing, when there is nothing. */
async function takesDocuments(
  client: TwigClient,
  dataSource: ResolvedDataSource | undefined,
  call: CallOptions,
): Promise<boolean> {
  const id = dataSource?.id ?? 'ds_to_be_made';
  try {
    await client.dataSources.manifest(id, { limit: 1 }, call);
    return true;
  } catch (error) {
    if (!(error instanceof StopRunError)) throw error;
    // A server that has manifests says which data source it does not know.
    return dataSource === undefined && apiFailureOf(error)?.details.data_source_id === id;
  }
}

function notTheirs(name: string, connector: string): FixInputError {
  return new FixInputError(`The source "${name}" is read by ${connector}, which no server has.`, {
    code: 'delivery_unsupported',
    hint: 'Write "delivery: push", "publish" or "kb". See docs/delivery.md.',
  });
}

function noFiles(name: string): FixInputError {
  return new FixInputError(
    `The source "${name}" is files here, which no server can read by itself.`,
    {
      code: 'delivery_unsupported',
      hint: 'Write "delivery: push", "publish" or "kb". See docs/delivery.md.',
    },
  );
}

import { StopRunError } from '#core/errors.ts';
import type { JsonObject } from '#core/json.ts';
import { dataSourceTypes } from '#twig/api/data-sources.ts';
import type { CallOptions } from '#twig/sdk/call.ts';
import type { TwigClient } from '#twig/sdk/client.ts';
import type { DataSource, NewDataSource } from '#twig/sdk/resources/data-sources.ts';

export interface DataSourceWish {
  /** Name or id. */
  readonly nameOrId: string;
  readonly type: string;
  readonly config: JsonObject;
  readonly syncFrequency: NewDataSource['syncFrequency'];
}

export interface ResolvedDataSource {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** What it reads, where its configuration says so and the server shows it. */
  readonly url: string | undefined;
}

/** The data source of that id or name; undefined when there is none. */
export async function findDataSource(
  client: TwigClient,
  nameOrId: string,
  call: CallOptions,
): Promise<ResolvedDataSource | undefined> {
  const named: ResolvedDataSource[] = [];
  for await (const page of client.dataSources.pages({ limit: 200 }, call)) {
    for (const entry of page.entries) {
      if (entry.id === nameOrId) return resolved(entry);
      if (entry.name === nameOrId) named.push(resolved(entry));
    }
  }
  if (named.length > 1) {
    throw new StopRunError(`${named.length} data sources are called "${nameOrId}".`, {
      code: 'data_source_ambiguous',
      hint: `Name the one you mean by its id: ${named.map(({ id }) => id).join(', ')}.`,
    });
  }
  return named[0];
}

/** Finds the data source, or creates it by its name. */
export async function ensureDataSource(
  client: TwigClient,
  wish: DataSourceWish,
  call: CallOptions,
): Promise<ResolvedDataSource> {
  const found = await findDataSource(client, wish.nameOrId, call);
  if (found) return found;
  const created = await client.dataSources.create(newDataSource(wish), call);
  return resolved(created);
}

/**
 * What the API knows no type for, it is given as files, and told to read nothing by itself. Then the
 * options stay here: they are nobody else's business, and no server takes them for those of files.
 */
function newDataSource({
  nameOrId: name,
  type,
  config,
  syncFrequency,
}: DataSourceWish): NewDataSource {
  const known = dataSourceTypes.find((one) => one === type);
  return known === undefined
    ? { type: 'file', name, config: { connector: type }, syncFrequency: 'manual' }
    : { type: known, name, config, syncFrequency };
}

function resolved({ id, name, type, config }: DataSource): ResolvedDataSource {
  const url = config?.url;
  return { id, name, type, url: typeof url === 'string' ? url : undefined };
}

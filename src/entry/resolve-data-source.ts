import { StopRunError } from '#core/errors.ts';
import type { JsonObject } from '#core/json.ts';
import type { CallOptions } from '#twig/sdk/call.ts';
import type { TwigClient } from '#twig/sdk/client.ts';
import type { NewDataSource } from '#twig/sdk/resources/data-sources.ts';

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
}

/** The data source of that id or name; undefined when there is none. */
export async function findDataSource(
  client: TwigClient,
  nameOrId: string,
  call: CallOptions,
): Promise<ResolvedDataSource | undefined> {
  const named: ResolvedDataSource[] = [];
  for await (const page of client.dataSources.pages({ limit: 200 }, call)) {
    for (const { id, name } of page.entries) {
      if (id === nameOrId) return { id, name };
      if (name === nameOrId) named.push({ id, name });
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
  const { id, name } = await client.dataSources.create(
    {
      // A connector is named exactly as the API's type.
      type: wish.type as NewDataSource['type'],
      name: wish.nameOrId,
      config: wish.config,
      syncFrequency: wish.syncFrequency,
    },
    call,
  );
  return { id, name };
}

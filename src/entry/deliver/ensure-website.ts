import { StopRunError } from '#core/errors.ts';
import type { CallOptions } from '#twig/sdk/call.ts';
import type { TwigClient } from '#twig/sdk/client.ts';
import {
  ensureDataSource,
  findDataSource,
  type ResolvedDataSource,
} from '../resolve-data-source.ts';

/** As many as the server itself reads of a site. */
const maxPages = 10_000;

/**
 * The data source that reads a published site; made when it is missing, and led to the site's address
 * when that has changed.
 *
 * @throws StopRunError when one of that name is something else and the server lets nobody change it.
 */
export async function ensureWebsite(
  client: TwigClient,
  { name, url }: { readonly name: string; readonly url: string },
  call: CallOptions,
): Promise<ResolvedDataSource> {
  const config = { url, max_pages: maxPages };
  const found = await findDataSource(client, name, call);
  if (found === undefined) {
    const wish = { nameOrId: name, type: 'website', config, syncFrequency: 'manual' } as const;
    return ensureDataSource(client, wish, call);
  }
  if (found.type !== 'website') {
    throw new StopRunError(`The data source "${name}" is of the type ${found.type}, not website.`, {
      code: 'data_source_type',
      hint: 'Give the source another name in twigkit.yaml, or delete that data source in Twig.',
    });
  }
  // A server that shows no configuration is believed to have kept it.
  if (found.url === undefined || found.url === url) return found;
  try {
    await client.dataSources.update(found.id, { config }, call);
    return found;
  } catch (cause) {
    if (!(cause instanceof StopRunError)) throw cause;
    throw new StopRunError(
      `The data source "${name}" reads ${found.url}, not the published site.`,
      {
        code: 'data_source_url',
        hint: `Change its address in Twig to ${url}, or give the source another name.`,
        cause,
      },
    );
  }
}

import type { CatalogueEntry } from '#evals/find-stale-targets.ts';
import type { TwigClient } from '#twig/sdk/client.ts';

/** Every document of every data source that the key may read, from their manifests. */
export async function* listDocuments(
  client: TwigClient,
  signal: AbortSignal,
): AsyncGenerator<CatalogueEntry> {
  for await (const { entries: dataSources } of client.dataSources.pages({}, { signal })) {
    for (const { id } of dataSources) {
      let cursor: string | undefined;
      do {
        const query = { limit: 200, ...(cursor !== undefined && { cursor }) };
        const page = await client.dataSources.manifest(id, query, { signal });
        for (const { documentId, url } of page.documents) yield { path: documentId, url };
        cursor = page.nextCursor;
      } while (cursor !== undefined);
    }
  }
}

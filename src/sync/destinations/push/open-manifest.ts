import type { Manifest, ManifestEntry } from '#core/destination.ts';
import { StopRunError } from '#core/errors.ts';
import type { ManifestDocument, ManifestPage } from '#twig/sdk/resources/data-sources.ts';
import { noPushError } from './no-push-error.ts';
import type { PushClient } from './push-client.ts';
import type { TrafficMeter } from './traffic-meter.ts';

export interface ManifestAddress {
  readonly client: PushClient;
  readonly dataSourceId: string;
  readonly label: string;
  readonly namespace: string;
  readonly meter: TrafficMeter;
}

export interface PushManifest extends Manifest {
  /** Whether the server takes descriptions. */
  readonly describes: boolean;
}

/** A sync may wait for a server under maintenance; a person at a prompt may not. */
const deadlineMs = 15 * 60_000;

const pageSize = 200;

/**
 * Asks once for the manifest, which also tells whether the server has push at all: a server that
 * lacks it answers 404, or with something that is not a manifest.
 *
 * @throws StopRunError `no_push`, or what `status` throws when the data source itself is not there.
 */
export async function openManifest(
  address: ManifestAddress,
  signal: AbortSignal,
): Promise<PushManifest> {
  const first = await firstPage(address, signal);
  return {
    seq: first.seq,
    describes: first.describes,
    async *documents(documentsSignal) {
      yield* first.documents.map(entryOf);
      let cursor = first.nextCursor;
      while (cursor !== undefined) {
        const page: ManifestPage = await askPage(address, cursor, documentsSignal);
        if (page.nextCursor === cursor) throw repeatedCursor(address.label);
        yield* page.documents.map(entryOf);
        cursor = page.nextCursor;
      }
    },
  };
}

async function firstPage(address: ManifestAddress, signal: AbortSignal): Promise<ManifestPage> {
  try {
    return await askPage(address, undefined, signal);
  } catch (error) {
    if (!(error instanceof StopRunError)) throw error;
    // Every server has `status`: if it fails too, the data source or the address is wrong, and that
    // is what must be said.
    const { client, dataSourceId, label, meter } = address;
    await client.status(dataSourceId, { signal, deadlineMs, onRequest: meter.count });
    throw noPushError(`The server of ${label} takes no documents: it has no manifest.`, error);
  }
}

function askPage(
  { client, dataSourceId, namespace, meter }: ManifestAddress,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<ManifestPage> {
  return client.manifest(
    dataSourceId,
    { namespace, limit: pageSize, ...(cursor !== undefined && { cursor }) },
    { signal, deadlineMs, onRequest: meter.count },
  );
}

function entryOf(document: ManifestDocument): ManifestEntry {
  const { documentId, version, contentHash, signature, chunkCount, url, title } = document;
  return { documentId, version, contentHash, signature, chunkCount, url, title };
}

function repeatedCursor(label: string): StopRunError {
  return new StopRunError(
    `The manifest of ${label} does not end: a page names itself as the next.`,
    {
      code: 'unexpected_answer',
      hint: 'Report this to whoever runs the server.',
    },
  );
}

import type { Destination } from '#core/destination.ts';
import { openManifest } from './push/open-manifest.ts';
import type { PushClient } from './push/push-client.ts';
import { createPushDelivery } from './push/push-delivery.ts';
import { createTrafficMeter } from './push/traffic-meter.ts';

export interface PushDestinationOptions {
  readonly client: PushClient;
  readonly dataSourceId: string;
  /** For messages: `data source "Handbook" at http://127.0.0.1:7878`. */
  readonly label: string;
  /** How large a part grows before it is sent, uncompressed. Default 8 MiB. */
  readonly maxPartBytes?: number;
  /** False where the server is in this very process, and nothing travels. Default true. */
  readonly compress?: boolean;
}

/**
 * Delivers documents by push: NDJSON parts to `POST /data-sources/:id/sync`. Parts are filled by
 * bytes, so a whole documentation set costs a handful of writes. At most two parts are in memory.
 *
 * `open` throws StopRunError `no_push` when the server does not know push, and what the client throws
 * otherwise. Someone else's sync in between is PlanAgainError `conflict`, with nothing changed.
 *
 * @example
 * const destination = createPushDestination({
 *   client: client.dataSources, dataSourceId: 'ds_1', label: 'data source "Handbook"',
 * });
 * const delivery = await destination.open({ syncId, namespace: 'docs', seq: startedAt, metadata: {} }, signal);
 */
export function createPushDestination(options: PushDestinationOptions): Destination {
  const { client, dataSourceId, label, compress = true } = options;
  const { maxPartBytes = 8 * 1024 * 1024 } = options;
  return {
    label,
    async open(sync, signal) {
      const meter = createTrafficMeter();
      const { namespace } = sync;
      const manifest = await openManifest(
        { client, dataSourceId, label, namespace, meter },
        signal,
      );
      return createPushDelivery({
        client,
        dataSourceId,
        label,
        maxPartBytes,
        compress,
        sync,
        manifest,
        meter,
      });
    },
  };
}

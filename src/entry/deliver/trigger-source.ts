import type { Clock } from '#core/clock.ts';
import type { Emit, SyncReport } from '#core/events.ts';
import { noCounts } from '#core/sync-counts.ts';
import { createTrafficMeter } from '#sync/destinations/push/traffic-meter.ts';
import { haveItRead } from '#sync/destinations/trigger/have-it-read.ts';
import type { TwigClient } from '#twig/sdk/client.ts';
import { ensureDataSource, type ResolvedDataSource } from '../resolve-data-source.ts';
import type { SourceDescription } from '../sync-source.ts';

export interface TriggerSourceOptions {
  readonly source: SourceDescription;
  readonly client: TwigClient;
  readonly server: string;
  readonly dataSource: ResolvedDataSource | undefined;
  readonly dryRun: boolean;
  readonly emit: Emit;
  readonly clock: Clock;
}

/**
 * Has the server read a source by itself, and waits for it. What it read and left out is known to the
 * server alone: the report has its totals and no changes. A dry run only says what would be asked.
 */
export async function triggerSource(
  options: TriggerSourceOptions,
  signal: AbortSignal,
): Promise<SyncReport> {
  const { source, client, server, dryRun, emit, clock } = options;
  const startedAt = clock.now();
  const meter = createTrafficMeter();
  const call = { signal, onRequest: meter.count };
  const target = `data source "${source.name}" at ${server}`;
  emit({ event: 'sync:started', source: source.name, target });
  emit({
    event: 'delivery:noted',
    message: dryRun
      ? `the server would read ${source.type} "${source.name}" by itself`
      : `the server reads ${source.type} "${source.name}" by itself; what changes, it alone knows`,
  });
  let chunks = 0;
  let documents = 0;
  if (!dryRun) {
    const wish = { ...source, nameOrId: source.name };
    const { id } = options.dataSource ?? (await ensureDataSource(client, wish, call));
    const at = { client: client.dataSources, dataSourceId: id, label: target, clock };
    const status = await haveItRead(at, call);
    chunks = status.chunksIndexed ?? 0;
    documents = await documentCountOf(client, id, call);
  }
  const report: SyncReport = {
    documents,
    chunks,
    ...noCounts,
    ...meter.traffic,
    seconds: (clock.now() - startedAt) / 1000,
    complete: true,
  };
  emit({ event: 'sync:finished', source: source.name, report });
  return report;
}

/** The list is documented, the single data source is not. */
async function documentCountOf(
  client: TwigClient,
  id: string,
  call: { readonly signal: AbortSignal },
): Promise<number> {
  for await (const { entries } of client.dataSources.pages({ limit: 200 }, call)) {
    const found = entries.find((entry) => entry.id === id);
    if (found) return found.documentCount ?? 0;
  }
  return 0;
}

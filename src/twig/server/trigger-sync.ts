import type { SyncTriggered } from '#twig/api/data-sources.ts';
import type { ServerParts } from './routes/route-handler.ts';
import type { StoredDataSource } from './store/data-sources.ts';

/** So that the failure of a run that cannot begin is recorded as every other: claimed, then ended. */
const momentMs = 1000;

/**
 * Puts a run of a data source's connector into the queue. A trigger while one is open changes nothing
 * and is answered with that one.
 */
export async function triggerSync(
  { writer, clock, wake, syncWake, startSync }: ServerParts,
  { shown }: StoredDataSource,
  organisation: string,
): Promise<SyncTriggered> {
  const { id: dataSourceId, type } = shown;
  const now = clock.now();
  const syncId = await writer.requestSync({ organisation, dataSourceId, origin: 'trigger', now });
  const triggered = { data_source_id: dataSourceId, sync_id: syncId };
  if (startSync) {
    syncWake.ring();
    return { ...triggered, status: 'pending', failure_reason: null };
  }
  const reason = `This server runs no connectors, so it cannot read a ${type} data source by itself; push its documents.`;
  const run = { organisation, dataSourceId, syncId };
  const claimedUntil = now + momentMs;
  await writer.claimSyncRun(run, { now, until: claimedUntil });
  const outcome = { is: 'failed', reason } as const;
  if ((await writer.finishSyncRun({ ...run, claimedUntil, outcome, now })) > 0) wake.ring();
  return { ...triggered, status: 'failed', failure_reason: reason };
}

import type { DataSource, SyncTriggered } from '#twig/api/data-sources.ts';
import { asError } from '#util/as-error.ts';
import { cutText } from '#util/cut-text.ts';
import { findDataSource } from '../store/data-sources.ts';
import type { ServerParts } from './route-handler.ts';

export type Trigger = (source: DataSource, organisation: string) => Promise<SyncTriggered>;

/**
 * Runs the connector of a data source in the background, one run at a time for each: a trigger while
 * one is under way changes nothing.
 */
export function createTrigger({
  reader,
  writer,
  clock,
  wake,
  startSync,
  report,
}: ServerParts): Trigger {
  const running = new Set<string>();
  const settle = async (organisation: string, dataSourceId: string, reason?: string) => {
    const now = clock.now();
    const changed = await writer.setDataSourceStatus(
      reason === undefined
        ? { organisation, dataSourceId, now, status: 'active' }
        : { organisation, dataSourceId, now, status: 'failed', failureReason: reason },
    );
    if (changed.eventCount > 0) wake.ring();
  };
  const run = async (start: NonNullable<typeof startSync>, source: DataSource, owner: string) => {
    try {
      await start(source);
      const now = findDataSource(reader, owner, source.id);
      // A run that had nothing to write leaves the status where the trigger put it.
      if (now?.shown.status === 'processing') await settle(owner, source.id);
    } catch (error) {
      await settle(owner, source.id, cutText(asError(error).message, 500));
    } finally {
      running.delete(source.id);
    }
  };
  return async (source: DataSource, organisation: string): Promise<SyncTriggered> => {
    const { id } = source;
    if (!startSync) {
      const reason = `This server runs no connectors, so it cannot read a ${source.type} data source by itself; push its documents.`;
      await settle(organisation, id, reason);
      return { data_source_id: id, status: 'failed', failure_reason: reason };
    }
    if (!running.has(id)) {
      running.add(id);
      const now = clock.now();
      try {
        const change = { organisation, dataSourceId: id, now, status: 'processing' } as const;
        await writer.setDataSourceStatus(change);
      } catch (error) {
        running.delete(id);
        throw error;
      }
      void run(startSync, source, organisation).catch((error: unknown) => report(asError(error)));
    }
    return { data_source_id: id, status: 'processing', failure_reason: null };
  };
}

import type { Clock } from '#core/clock.ts';
import type { Http } from '#core/http.ts';
import type { Queue } from '#core/queue.ts';
import type { Watch } from '#runtime/activity.ts';
import type { SourceConfig } from '#runtime/config/config.ts';
import { watchSources } from '../up/watch-sources.ts';
import type { ScheduledSource } from './create-sync-handler.ts';
import { scheduledTask, syncJob } from './sync-task.ts';

export interface SyncOnChangeOptions {
  readonly sources: readonly ScheduledSource[];
  readonly queue: Pick<Queue, 'enqueue'>;
  readonly clock: Clock;
  readonly http: Http;
  readonly watch: Watch;
}

/** Saving, and a commit of many files, are many events. */
const quietMs = 1_000;

/**
 * Makes the sync of a source due as soon as it says that it may have changed, until aborted, and once
 * when it begins: nobody saw what changed before. Workers that see the same change ask for the same
 * sync. `manual` sources are left alone.
 */
export async function syncOnChange(
  { sources, queue, clock, http, watch }: SyncOnChangeOptions,
  signal: AbortSignal,
): Promise<void> {
  const byName = new Map(
    sources
      .filter(({ config }) => config.syncFrequency !== 'manual')
      .map((source) => [source.config.name, source]),
  );
  const request = async (config: SourceConfig, waitMs: number) => {
    const now = clock.now();
    await queue.enqueue(syncJob(scheduledTask(config, now), config, now + waitMs));
  };
  // Late enough for the watching to have begun.
  for (const { config } of byName.values()) await request(config, 2 * quietMs);
  await watchSources(
    [...byName.values()].map(({ description }) => description),
    {
      clock,
      http,
      quietMs,
      async onChange({ name }) {
        const config = byName.get(name)?.config;
        if (config) await request(config, 0);
      },
      onFault: ({ name }, error) =>
        watch({ event: 'process:fault', subject: `watching ${name}`, error }),
    },
    signal,
  );
}

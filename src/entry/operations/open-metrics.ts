import type { Clock } from '#core/clock.ts';
import type { SourceConfig } from '#runtime/config/config.ts';
import { createMetrics, type Metrics } from '#runtime/metrics/create-metrics.ts';
import type { Store } from '../open-store.ts';
import { readStoreState } from '../status/read-store-state.ts';

/** The metrics of a process that has a store. */
export function openMetrics(
  store: Pick<Store, 'queue' | 'inbox' | 'syncHistory'>,
  sources: readonly SourceConfig[],
  clock: Clock,
): Metrics {
  return createMetrics({ readState: () => readStoreState(store, sources, clock) });
}

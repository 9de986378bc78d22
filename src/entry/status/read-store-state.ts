import type { Clock } from '#core/clock.ts';
import type { SourceConfig } from '#runtime/config/config.ts';
import type { StoreState } from '#runtime/metrics/state-gauges.ts';
import type { Store } from '../open-store.ts';
import { readSourceStatus } from './read-source-status.ts';

/** What metrics show of the store. */
export async function readStoreState(
  store: Pick<Store, 'queue' | 'inbox' | 'syncHistory'>,
  sources: readonly SourceConfig[],
  clock: Pick<Clock, 'now'>,
): Promise<StoreState> {
  const now = clock.now();
  const { queue, inbox, syncHistory: history } = store;
  const [depth, messages, states] = await Promise.all([
    queue.depth(),
    inbox.countByState(),
    Promise.all(sources.map((source) => readSourceStatus(source, { history, queue, now }))),
  ]);
  return {
    now,
    queue: depth,
    inbox: messages,
    sources: states.map(({ source, ageMs, stale }) => ({
      source: source.name,
      ageMs,
      objectiveMs: source.freshnessMs,
      stale,
    })),
  };
}

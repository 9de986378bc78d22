import type { Clock } from '#core/clock.ts';
import type { SyncHistory } from '#core/sync-history.ts';
import { asError } from '#util/as-error.ts';
import type { Watch } from '../activity.ts';
import { sleepFully } from '../queue/sleep-fully.ts';

/** A source and how old its last good sync may be. */
export interface FreshnessObjective {
  readonly source: string;
  readonly objectiveMs: number;
}

export interface FreshnessOptions {
  readonly objectives: readonly FreshnessObjective[];
  readonly history: SyncHistory;
  readonly clock: Clock;
  readonly watch: Watch;
  /** How late an alarm may be. Default 15 s. */
  readonly everyMs?: number;
}

/**
 * Tells once when a source gets older than its objective and once when it recovers, until aborted. The
 * alarm is kept in the history, so that neither another worker nor a restart tells it again. A source
 * that never had a good sync is as old as what is known of it.
 */
export async function watchFreshness(
  options: FreshnessOptions,
  signal: AbortSignal,
): Promise<void> {
  const { objectives, clock, watch, everyMs = 15_000 } = options;
  const startedAt = clock.now();
  if (objectives.length === 0) return;
  do {
    for (const objective of objectives) {
      try {
        await judge(objective, startedAt, options);
      } catch (thrown) {
        watch({ event: 'process:fault', subject: 'freshness', error: asError(thrown) });
      }
    }
  } while (await sleepFully(clock, everyMs, signal));
}

async function judge(
  { source, objectiveMs }: FreshnessObjective,
  startedAt: number,
  { history, clock, watch }: FreshnessOptions,
): Promise<void> {
  const ageMs = clock.now() - ((await freshAsOf(history, source)) ?? startedAt);
  const isStale = ageMs > objectiveMs;
  const isNews = isStale
    ? await history.markStale(source, clock.now())
    : await history.markFresh(source);
  if (!isNews) return;
  watch({ event: isStale ? 'source:stale' : 'source:fresh', source, ageMs, objectiveMs });
}

/**
 * When the last good sync began, in epoch milliseconds, for what changed after that may be missing;
 * without one, when the first known sync began.
 */
async function freshAsOf(history: SyncHistory, source: string): Promise<number | undefined> {
  const [good] = await history.list(source, { outcome: 'good', limit: 1 });
  if (good) return good.startedAt;
  return (await history.list(source, { limit: 500 })).at(-1)?.startedAt;
}

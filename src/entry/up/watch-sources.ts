import type { Clock } from '#core/clock.ts';
import type { Http } from '#core/http.ts';
import { asError } from '#util/as-error.ts';
import { connectSource, type SourceDescription } from '../sync-source.ts';

export interface WatchOptions {
  readonly clock: Clock;
  readonly http: Http;
  /** How long a source must be quiet before it is synced: saving one file is many events. */
  readonly quietMs: number;
  /** Syncs one source; whoever does it sees to it that syncs take turns. */
  onChange(source: SourceDescription): Promise<void>;
  /** Told when a source cannot be watched, or a sync failed; watching goes on. */
  onFault(source: SourceDescription, error: Error): void;
}

/**
 * Syncs each source whenever it says that it may have changed, until aborted. Sources that cannot say
 * are left to their schedule.
 */
export async function watchSources(
  sources: readonly SourceDescription[],
  options: WatchOptions,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(sources.map((source) => watchSource(source, options, signal)));
}

async function watchSource(
  source: SourceDescription,
  { clock, http, quietMs, onChange, onFault }: WatchOptions,
  signal: AbortSignal,
): Promise<void> {
  const guarded = (work: () => Promise<void>) =>
    work().catch((error: unknown) => {
      if (!signal.aborted) onFault(source, asError(error));
    });
  let changedAt = 0;
  let settling: Promise<void> | undefined;
  const settle = async () => {
    while (clock.now() - changedAt < quietMs) await clock.sleep(quietMs, signal);
    settling = undefined;
    await guarded(() => onChange(source));
  };
  await guarded(async () => {
    const connected = await connectSource(source, { http, clock, signal });
    for await (const _hint of connected.changes?.() ?? []) {
      changedAt = clock.now();
      settling ??= guarded(settle);
    }
  });
  await settling;
}

import type { Clock } from '#core/clock.ts';

/** How far a sync is, in documents; `total` is undefined while nobody knows. */
export interface SyncProgress {
  readonly settled: number;
  readonly total: number | undefined;
}

/** A progress as the API shows it. */
export interface ShownProgress {
  /** 0 to 99: only what is over is at 100. */
  readonly percent: number;
  /** Epoch milliseconds; undefined while it cannot be told. */
  readonly endsAt: number | undefined;
}

/** The progress of the syncs that this process runs. */
export interface ProgressBoard {
  begin(dataSourceId: string): void;
  note(dataSourceId: string, progress: SyncProgress): void;
  end(dataSourceId: string): void;
  /** Undefined when no sync of it is under way here. */
  of(dataSourceId: string): ShownProgress | undefined;
}

export function createProgressBoard(clock: Pick<Clock, 'now'>): ProgressBoard {
  const running = new Map<string, { readonly startedAt: number; seen: SyncProgress }>();
  return {
    begin(id) {
      running.set(id, { startedAt: clock.now(), seen: { settled: 0, total: undefined } });
    },
    note(id, seen) {
      const entry = running.get(id);
      if (entry) entry.seen = seen;
    },
    end: (id) => running.delete(id),
    of(id) {
      const entry = running.get(id);
      if (!entry) return undefined;
      const { settled, total } = entry.seen;
      if (!total || settled === 0) return { percent: 0, endsAt: undefined };
      const passedMs = clock.now() - entry.startedAt;
      const part = Math.min(1, settled / total);
      return {
        percent: Math.min(99, Math.floor(part * 100)),
        endsAt: entry.startedAt + Math.round(passedMs / part),
      };
    },
  };
}

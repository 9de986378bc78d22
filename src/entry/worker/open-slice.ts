import type { Clock } from '#core/clock.ts';
import type { Queue } from '#core/queue.ts';
import type { Watch } from '#runtime/activity.ts';
import { sleepFully } from '#runtime/queue/sleep-fully.ts';
import { asError } from '#util/as-error.ts';
import { syncKind } from './sync-task.ts';

export interface SliceOptions {
  readonly queue: Pick<Queue, 'depth'>;
  readonly clock: Clock;
  readonly sliceMs: number;
  readonly watch: Watch;
}

export interface Slice {
  /** Aborted when the sync must give way to another source. */
  readonly over: AbortSignal;
  close(): void;
}

/** How often it is asked whether another source waits. */
const askEveryMs = 2_000;

/** A sync that waits for less is being taken by a worker right now. */
const waitsAfterMs = 1_000;

/**
 * The time that one sync may take while another source waits: a huge source gives way to a small one,
 * and one that is alone is not interrupted.
 */
export function openSlice({ queue, clock, sliceMs, watch }: SliceOptions): Slice {
  const over = new AbortController();
  const closed = new AbortController();
  void giveWay();
  return { over: over.signal, close: () => closed.abort() };

  async function giveWay(): Promise<void> {
    let restMs = sliceMs;
    while (await sleepFully(clock, restMs, closed.signal)) {
      restMs = askEveryMs;
      if (await anotherWaits()) return over.abort();
    }
  }

  async function anotherWaits(): Promise<boolean> {
    try {
      const syncs = (await queue.depth()).find(({ kind }) => kind === syncKind);
      return syncs?.oldestDueAt !== undefined && clock.now() - syncs.oldestDueAt >= waitsAfterMs;
    } catch (thrown) {
      watch({ event: 'process:fault', subject: 'queue', error: asError(thrown) });
      return false;
    }
  }
}

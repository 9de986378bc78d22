import type { Clock } from '#core/clock.ts';

/** Sleeps until the time is over or the signal is aborted; true when it slept the whole time. */
export async function sleepFully(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

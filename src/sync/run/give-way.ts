import { setImmediate } from 'node:timers/promises';

/**
 * Lets timers, signals and other requests have their turn, every so many calls. Without it a source
 * that answers at once and a ledger on local disk would keep the event loop to themselves.
 */
export function createGiveWay(calls = 100): () => Promise<void> {
  let count = 0;
  return async () => {
    count += 1;
    if (count % calls === 0) await setImmediate();
  };
}

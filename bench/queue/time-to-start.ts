import { systemClock } from '../../src/core/clock.ts';
import type { Inbox } from '../../src/core/inbox.ts';
import type { Queue } from '../../src/core/queue.ts';
import { runWorker } from '../../src/runtime/queue/run-worker.ts';
import type { WakeUp } from '../../src/runtime/queue/wake-up.ts';

export interface Delays {
  readonly median: number;
  readonly worstOfHundred: number;
}

/** From the moment a delivery is acknowledged until its job's handler begins, in milliseconds. */
export async function timeToStart(
  inbox: Inbox,
  worker: { readonly queue: Queue; readonly wakeUp: WakeUp },
): Promise<Delays> {
  const acknowledged = new Map<string, number>();
  const begun = new Map<string, number>();
  const stop = new AbortController();
  const working = runWorker(
    {
      ...worker,
      clock: systemClock,
      worker: 'bench',
      handlers: {
        webhook: async (payload) => {
          begun.set(String(payload), performance.now());
        },
      },
    },
    stop.signal,
  );
  const rounds = 200;
  for (let round = 0; round < rounds; round += 1) {
    const id = `msg_${process.hrtime.bigint()}`;
    await inbox.accept({
      id,
      source: 'twig',
      key: id,
      body: new Uint8Array(1_024),
      event: 'data_source.synced',
      secretId: 'bench',
      receivedAt: Date.now(),
      job: { kind: 'webhook', payload: id },
    });
    acknowledged.set(id, performance.now());
    await new Promise((resolve) => setTimeout(resolve, 10 + 10 * Math.random()));
  }
  while (begun.size < rounds) await new Promise((resolve) => setTimeout(resolve, 5));
  stop.abort();
  await working;
  // A worker elsewhere may begin before the acknowledgement is through: no delay, then.
  const delays = Array.from(begun, ([id, at]) => Math.max(0, at - (acknowledged.get(id) ?? at)));
  delays.sort((a, b) => a - b);
  return {
    median: delays[Math.floor(rounds / 2)] ?? 0,
    worstOfHundred: delays[Math.floor(rounds * 0.99)] ?? 0,
  };
}

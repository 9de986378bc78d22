import type { Clock } from '#core/clock.ts';
import type { TwigClient } from '#twig/sdk/client.ts';
import { findDataSource } from '../resolve-data-source.ts';

export interface IndexWait {
  readonly client: TwigClient;
  readonly dataSource: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

/** `unknown`: the server does not tell. */
export type IndexState = 'ready' | 'working' | 'failed' | 'unknown';

const firstPauseMs = 500;
const longestPauseMs = 15_000;

/** Waits until what was delivered can be found, as the server tells it, or until the time is up. */
export async function waitForIndex(
  { client, dataSource, clock, timeoutMs }: IndexWait,
  signal: AbortSignal,
): Promise<IndexState> {
  const found = await findDataSource(client, dataSource, { signal });
  if (found === undefined) return 'unknown';
  const endsAt = clock.now() + timeoutMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    const state = stateOf((await client.dataSources.status(found.id, { signal })).status);
    const leftMs = endsAt - clock.now();
    if (state !== 'working' || leftMs <= 0) return state;
    await clock.sleep(Math.min(pauseMs, leftMs), signal);
  }
}

function stateOf(status: string): IndexState {
  switch (status) {
    case 'pending':
    case 'processing':
      return 'working';
    case 'active':
      return 'ready';
    case 'failed':
      return 'failed';
    default:
      return 'unknown';
  }
}

import { TwigClient, type TwigClientOptions } from '#twig/sdk/client.ts';
import type { Wait } from '#twig/sdk/scope-pace.ts';
import { manualClock } from './manual-clock.ts';

export const testKey = 'twigsk_test_2f9c1d';

/** A client that waits for nothing: its clock skips, its jitter is the middle. */
export function connectClient(baseUrl: string, options: Partial<TwigClientOptions> = {}) {
  const clock = manualClock({ skips: true });
  const waits: Wait[] = [];
  const client = new TwigClient({
    apiKey: testKey,
    baseUrl,
    clock,
    random: () => 0.5,
    onWait: (wait) => waits.push(wait),
    ...options,
  });
  return { client, clock, waits };
}

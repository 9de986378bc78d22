import type { Wait } from '#twig/sdk/client.ts';
import { formatDuration } from '#util/format-duration.ts';

/** What to tell a person of a wait; undefined for one that nobody notices. */
export function waitLine({ scope, ms, why, perMinute }: Wait): string | undefined {
  if (ms < 1000) return undefined;
  const reason =
    why === 'pace'
      ? `the API takes ${perMinute} ${scope} calls a minute`
      : 'then it is tried again';
  return `waiting  ${formatDuration(ms)}: ${reason}`;
}

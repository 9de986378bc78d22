import type { FaultyNetwork } from '../contract/connector.ts';

/** For how many seconds to wait for an answer: long, unless it is the fault that none comes. */
export function patience({ fault }: FaultyNetwork): number {
  return fault === 'timeout' ? 0.2 : 10;
}

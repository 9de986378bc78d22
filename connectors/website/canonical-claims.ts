import type { Waiting } from './frontier.ts';

/**
 * Pages that say they are really another one. They wait until that one is read: only a page that is
 * there, and does not point elsewhere itself, may stand in for others.
 */
export interface CanonicalClaims {
  wait(target: string, claimant: Waiting): void;
  /** Those that waited for this page; they wait no more. */
  release(target: string): readonly Waiting[];
  /** Those whose page was never read. */
  releaseAll(): readonly Waiting[];
}

export function createCanonicalClaims(): CanonicalClaims {
  const waiting = new Map<string, Waiting[]>();
  return {
    wait(target, claimant) {
      const others = waiting.get(target);
      if (others) others.push(claimant);
      else waiting.set(target, [claimant]);
    },
    release(target) {
      const released = waiting.get(target) ?? [];
      waiting.delete(target);
      return released;
    },
    releaseAll() {
      const all = [...waiting.values()].flat();
      waiting.clear();
      return all;
    },
  };
}

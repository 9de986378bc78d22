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
  /**
   * Weighs a claim under an address of another path. A template that names the front page on every
   * page would fold the whole site into one: from the third such claim on nobody is believed, and
   * those who were are given back to be taken for themselves.
   */
  weigh(target: string, claimant: Waiting): Verdict;
}

export interface Verdict {
  readonly isBelieved: boolean;
  readonly wrongly: readonly Waiting[];
}

const believedAtMost = 2;

export function createCanonicalClaims(): CanonicalClaims {
  const waiting = new Map<string, Waiting[]>();
  const believed = new Map<string, readonly Waiting[] | 'nobody'>();
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
    weigh(target, claimant) {
      const others = believed.get(target) ?? [];
      if (others === 'nobody') return { isBelieved: false, wrongly: [] };
      if (others.length < believedAtMost) {
        believed.set(target, [...others, claimant]);
        return { isBelieved: true, wrongly: [] };
      }
      believed.set(target, 'nobody');
      waiting.delete(target);
      return { isBelieved: false, wrongly: others };
    },
  };
}

/** Rouses sleepers from anywhere in the process. */
export interface WakeUp {
  /** Ends the sleep of everyone, or only of those whom work of this kind concerns. */
  wake(kind?: string): void;
  /** Gives a signal that the next `wake` aborts, and forgets the one before it: for one sleeper. */
  arm(): AbortSignal;
  /** One for another sleeper, who is roused with this one, and can be roused alone. It lives as long. */
  branch(kinds: readonly string[]): WakeUp;
}

export function createWakeUp(kinds?: readonly string[]): WakeUp {
  const branches: WakeUp[] = [];
  let armed = new AbortController();
  return {
    wake(kind) {
      if (kind !== undefined && kinds?.includes(kind) === false) return;
      armed.abort('woken');
      for (const branch of branches) branch.wake(kind);
    },
    arm() {
      armed = new AbortController();
      return armed.signal;
    },
    branch(own) {
      const branch = createWakeUp(own);
      branches.push(branch);
      return branch;
    },
  };
}

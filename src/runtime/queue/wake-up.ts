/** Rouses one sleeper from anywhere in the process. */
export interface WakeUp {
  wake(): void;
  /** Gives a signal that the next `wake` aborts, and forgets the one before it. */
  arm(): AbortSignal;
}

export function createWakeUp(): WakeUp {
  let armed = new AbortController();
  return {
    wake: () => armed.abort('woken'),
    arm() {
      armed = new AbortController();
      return armed.signal;
    },
  };
}

/** Tells who waits for something that its caller has left. */
export interface CallerWatch {
  /** `leave` is called when the signal is aborted, unless the answer was called before. */
  begin(caller: AbortSignal, leave: () => void): () => void;
}

interface Watched {
  readonly waiting: Set<() => void>;
  readonly leaveAll: () => void;
}

/**
 * One listener on each signal, however many wait on it. A listener for each would do, but on a signal
 * that lives long every listener that is gone keeps those alive that came after it, and all that they
 * hold: a crawl's pages would leave the memory late.
 */
export function watchCallers(): CallerWatch {
  const callers = new Map<AbortSignal, Watched>();

  function watchedOf(caller: AbortSignal): Watched {
    const known = callers.get(caller);
    if (known !== undefined) return known;
    const waiting = new Set<() => void>();
    const leaveAll = () => {
      for (const leave of [...waiting]) leave();
    };
    const watched = { waiting, leaveAll };
    callers.set(caller, watched);
    caller.addEventListener('abort', leaveAll, { once: true });
    return watched;
  }

  return {
    begin(caller, leave) {
      const { waiting, leaveAll } = watchedOf(caller);
      // One of its own, for the same function may wait twice.
      const entry = () => leave();
      waiting.add(entry);
      return () => {
        if (!waiting.delete(entry) || waiting.size > 0) return;
        caller.removeEventListener('abort', leaveAll);
        callers.delete(caller);
      };
    },
  };
}

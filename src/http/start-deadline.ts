export interface Deadline {
  /** Aborted by the caller or when the time is over, whichever comes first. */
  readonly signal: AbortSignal;
  /** Must be called when the work is over. */
  end(): void;
}

/**
 * One controller and one timer, both let go at the end. `AbortSignal.any` with `AbortSignal.timeout`
 * says the same, at several times the cost, which a crawl pays for every page.
 */
export function startDeadline(timeoutMs: number, caller: AbortSignal): Deadline {
  const controller = new AbortController();
  const stop = () => controller.abort(caller.reason);
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  caller.addEventListener('abort', stop, { once: true });
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      caller.removeEventListener('abort', stop);
    },
  };
}

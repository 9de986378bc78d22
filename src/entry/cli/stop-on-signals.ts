/** Why a run was aborted: a person or the system asked the process to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly exitCode: number;

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`Stopped by ${signal}.`);
    this.exitCode = signal === 'SIGINT' ? 130 : 143;
  }
}

/** The slice of `process` that is needed. */
export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  exit(code: number): never;
}

/**
 * Aborts on the first Ctrl-C or SIGTERM, so that what has been delivered is recorded; the second one
 * ends the process at once, which loses nothing either: the next run repeats what has no receipt.
 */
export function stopOnSignals(source: SignalSource): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    source.on(signal, () => {
      const interrupted = new Interrupted(signal);
      if (controller.signal.aborted) source.exit(interrupted.exitCode);
      controller.abort(interrupted);
    });
  }
  return controller.signal;
}

import { abortable } from './abortable.ts';
import { describeFailure } from './describe-failure.ts';
import { readScope, type ScopeReading } from './read-scope.ts';
import type { Run } from './run.ts';
import { stopsAt } from './stops-at.ts';

export interface ScopesReading {
  readonly readings: readonly ScopeReading[];
  /** False when the source could not name all of its scopes. */
  readonly listed: boolean;
}

/** Reads one scope after the other. One that fails does not stop the others. */
export async function readScopes(run: Run): Promise<ScopesReading> {
  const readings: ScopeReading[] = [];
  const scopes = run.options.source.scopes()[Symbol.asyncIterator]();
  for (;;) {
    const next = await nextScope(run, scopes);
    if (next === undefined) return { readings, listed: false };
    if (next.done) return { readings, listed: true };
    if (run.time.signal.aborted) {
      cut(run, next.value.id);
      return { readings, listed: false };
    }
    readings.push(await readScope(run, next.value));
  }
}

/** A scope that there was no time for. */
function cut({ options, tally, signal }: Run, scope: string): void {
  signal.throwIfAborted();
  tally.incomplete();
  options.emit({ event: 'scope:cut', scope });
}

async function nextScope<Value>(run: Run, scopes: AsyncIterator<Value>) {
  const { options, signal, tally } = run;
  try {
    return await abortable(scopes.next(), signal);
  } catch (error) {
    signal.throwIfAborted();
    if (stopsAt(error) === 'run') throw error;
    tally.count('failed');
    const failure = describeFailure(error);
    options.emit({ event: 'scope:failed', scope: options.name, ...failure });
    return undefined;
  }
}

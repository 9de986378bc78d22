import type { Clock } from '#core/clock.ts';
import { RetryError } from '#core/errors.ts';
import { newId } from '#util/new-id.ts';

/** The three statements that a store needs to let one caller at a time work under a name. */
export interface TurnStore {
  /** True when nobody held it, or the holder's lease ran out. */
  take(name: string, holder: string, now: number, until: number): Promise<boolean>;
  /** False when it is another holder's by now. */
  prolong(name: string, holder: string, until: number): Promise<boolean>;
  release(name: string, holder: string): Promise<void>;
}

export interface TurnOptions {
  readonly clock: Clock;
  /** How long a dead holder keeps others waiting; prolonged three times within. Default 30 s. */
  readonly leaseMs?: number;
  /** How often a waiting caller looks. Default 50 ms. */
  readonly pollMs?: number;
}

/** Works under a lease that other processes see, prolonging it until the work is done. */
export async function takeTurn<Result>(
  store: TurnStore,
  name: string,
  work: (signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal,
  { clock, leaseMs = 30_000, pollMs = 50 }: TurnOptions,
): Promise<Result> {
  const holder = newId('turn');
  for (;;) {
    signal.throwIfAborted();
    const now = clock.now();
    if (await store.take(name, holder, now, now + leaseMs)) break;
    await clock.sleep(pollMs * (0.5 + Math.random()), signal);
  }
  const ended = new AbortController();
  const lost = new AbortController();
  const prolonging = prolongUntilEnded();
  try {
    return await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    ended.abort();
    await prolonging;
    await store.release(name, holder);
  }

  async function prolongUntilEnded(): Promise<void> {
    while (!ended.signal.aborted) {
      try {
        await clock.sleep(leaseMs / 3, ended.signal);
      } catch {
        return;
      }
      if (await stillOurs()) continue;
      lost.abort(
        new RetryError(`The turn "${name}" was lost to another process.`, {
          code: 'turn_lost',
          hint: 'Nothing to do: the other one does the work, and this one tries again later.',
        }),
      );
      return;
    }
  }

  /** A store that cannot be asked cannot promise the turn either. */
  async function stillOurs(): Promise<boolean> {
    try {
      return await store.prolong(name, holder, clock.now() + leaseMs);
    } catch {
      return false;
    }
  }
}

import { TestClock } from 'pg-boss';
import { type ManualClock, manualClock } from './manual-clock.ts';

export interface DatabaseClock extends ManualClock {
  /** The same time for pg-boss and for whatever the database does with jobs. */
  readonly bossClock: TestClock;
}

/** A clock that only moves when told to, here and in the database. */
export function databaseClock(): DatabaseClock {
  const clock = manualClock();
  const bossClock = new TestClock(clock.now());
  return Object.assign(clock, {
    bossClock,
    advance: advanceBoth(clock.advance),
  });

  function advanceBoth(advance: ManualClock['advance']): ManualClock['advance'] {
    return async (ms) => {
      await advance(ms);
      await bossClock.setTime(clock.now());
    };
  }
}

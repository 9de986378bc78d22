import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { watchCallers } from '../../../src/http/watch-callers.ts';
import { watchExchanges } from '../../../src/http/watch-exchanges.ts';

describe('watchCallers', () => {
  it('has one listener on a signal, however many wait, and none when nobody does', () => {
    const callers = watchCallers();
    const caller = new AbortController();

    const ends = [1, 2, 3].map(() => callers.begin(caller.signal, () => {}));

    expect(getEventListeners(caller.signal, 'abort')).toHaveLength(1);
    for (const end of ends) end();
    expect(getEventListeners(caller.signal, 'abort')).toHaveLength(0);
  });

  it('tells those who wait that their caller left, and nobody else', () => {
    const callers = watchCallers();
    const [leaving, staying] = [new AbortController(), new AbortController()];
    const told: string[] = [];
    callers.begin(leaving.signal, () => told.push('waiting'));
    callers.begin(leaving.signal, () => told.push('over'))();
    callers.begin(staying.signal, () => told.push('another'));

    leaving.abort();

    expect(told).toEqual(['waiting']);
  });
});

describe('watchExchanges', () => {
  it('stops each one when its own time is over, the short ones first', async () => {
    const watch = watchExchanges();
    const { signal } = new AbortController();
    const told: string[] = [];

    await new Promise<void>((resolve) => {
      watch.begin(60, signal, (why) => {
        told.push(`long: ${why}`);
        resolve();
      });
      watch.begin(20, signal, (why) => told.push(`short: ${why}`));
      watch.begin(10, signal, () => told.push('over'))();
    });

    expect(told).toEqual(['short: timeout', 'long: timeout']);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('says that the caller left', () => {
    const watch = watchExchanges();
    const caller = new AbortController();
    const told: string[] = [];
    const end = watch.begin(60_000, caller.signal, (why) => {
      told.push(why);
      end();
    });

    caller.abort();

    expect(told).toEqual(['aborted']);
  });
});

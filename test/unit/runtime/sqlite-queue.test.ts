import { describe, expect, it } from 'vitest';
import { backoffMs } from '#runtime/store/backoff.ts';
import { createSqliteQueue } from '#runtime/store/sqlite/queue.ts';
import { queueContract } from '../../contract/queue.ts';
import { openInboxDatabase } from '../../support/inbox-database.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('the queue on SQLite', () => {
  it.each(queueContract)('$name', async ({ run }) => {
    using folder = temporaryFolder();
    const sql = openInboxDatabase(folder.path);
    const otherSql = openInboxDatabase(folder.path);
    const clock = manualClock();
    try {
      await run({
        queue: createSqliteQueue(sql, clock),
        otherQueue: createSqliteQueue(otherSql, clock),
        clock,
      });
    } finally {
      sql.close();
      otherSql.close();
    }
  });

  it('waits up to a doubling time after each failure, at most an hour', () => {
    const longest = [1, 2, 3, 10, 40].map((failures) =>
      backoffMs(failures, { random: () => 0.999999 }),
    );
    const shortest = backoffMs(10, { random: () => 0 });

    expect(longest).toEqual([1_000, 2_000, 4_000, 511_999, 3_599_996]);
    expect(shortest).toBe(0);
  });

  it('keeps a failed job back for as long as the backoff says', async () => {
    using folder = temporaryFolder();
    const sql = openInboxDatabase(folder.path);
    const clock = manualClock();
    const queue = createSqliteQueue(sql, clock, { random: () => 0.5, backoffBaseMs: 8_000 });
    const request = { worker: 'one', leaseMs: 1_000, kinds: ['sync'] };
    await queue.enqueue({ kind: 'sync', payload: null });
    const job = (await queue.lease(request))!;

    await queue.fail(job, { reason: 'no answer' });

    expect(await queue.nextDueAt(['sync'])).toBe(clock.now() + 4_000);
    sql.close();
  });
});

import { describe, expect, it } from 'vitest';
import { createSqliteInbox } from '#runtime/store/sqlite/inbox.ts';
import { createSqliteQueue } from '#runtime/store/sqlite/queue.ts';
import { inboxContract, newMessage } from '../../contract/inbox.ts';
import { openInboxDatabase } from '../../support/inbox-database.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('the inbox on SQLite', () => {
  it.each(inboxContract)('$name', async ({ run }) => {
    using folder = temporaryFolder();
    const sql = openInboxDatabase(folder.path);
    const otherSql = openInboxDatabase(folder.path);
    const clock = manualClock();
    try {
      await run({
        inbox: createSqliteInbox(sql, clock),
        otherInbox: createSqliteInbox(otherSql, clock),
        queue: createSqliteQueue(otherSql, clock),
        breakStore: async () => sql.close(),
      });
    } finally {
      sql.close();
      otherSql.close();
    }
  });

  it('tells of new work only after it is durable, and not of what was seen or is dead', async () => {
    using folder = temporaryFolder();
    const sql = openInboxDatabase(folder.path);
    const reader = openInboxDatabase(folder.path);
    const visible: unknown[] = [];
    const inbox = createSqliteInbox(sql, manualClock(), {
      onEnqueued: () => visible.push(reader.get('SELECT count(*) AS jobs FROM jobs')?.jobs),
    });
    const message = newMessage();

    await inbox.accept(message);
    await inbox.accept({ ...message, id: 'again' });
    await inbox.accept(newMessage({ job: undefined }));

    expect(visible).toEqual([1]);
    sql.close();
    reader.close();
  });
});

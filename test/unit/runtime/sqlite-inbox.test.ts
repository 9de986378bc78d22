import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSqliteInbox } from '#runtime/store/sqlite/inbox.ts';
import { inboxQueueMigration } from '#runtime/store/sqlite/inbox-queue-migration.ts';
import { openDatabase } from '#runtime/store/sqlite/open-database.ts';
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

  it('keeps what an older version stored, when the schema is brought forward', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'state.db');
    const older = openDatabase({ path, migrations: [inboxQueueMigration] });
    older.run(`
      INSERT INTO inbox (id, source, key, body, event, secret_id, received_at, state, reason)
      VALUES ('msg_1', 'twig', 'key 1', x'7b7d', NULL, 'current', 5, 'dead', 'why')`);
    older.close();

    const sql = openInboxDatabase(folder.path);
    const inbox = createSqliteInbox(sql, manualClock());

    expect(await inbox.get('msg_1')).toMatchObject({
      state: 'dead',
      reason: 'why',
      body: Uint8Array.of(0x7b, 0x7d),
      replays: [],
    });
    expect(await inbox.accept(newMessage({ key: 'key 1' }))).toEqual({
      outcome: 'seen',
      id: 'msg_1',
    });
    sql.close();
  });

  it('refuses an id that another message has, instead of acknowledging what it did not store', async () => {
    using folder = temporaryFolder();
    const sql = openInboxDatabase(folder.path);
    const inbox = createSqliteInbox(sql, manualClock());
    const message = newMessage({ signedId: 'evt_1' });
    await inbox.accept(message);

    const taken = inbox.accept({ ...message, key: 'another' });

    await expect(taken).rejects.toMatchObject({ code: 'message_id_taken' });
    sql.close();
  });
});

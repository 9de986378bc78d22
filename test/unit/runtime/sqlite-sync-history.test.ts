import { describe, it } from 'vitest';
import { createSqliteSyncHistory } from '#runtime/store/sqlite/sync-history.ts';
import { syncHistoryContract } from '../../contract/sync-history.ts';
import { openInboxDatabase } from '../../support/inbox-database.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('the history of syncs on SQLite', () => {
  it.each(syncHistoryContract)('$name', async ({ run }) => {
    using folder = temporaryFolder();
    const sql = openInboxDatabase(folder.path);
    const otherSql = openInboxDatabase(folder.path);
    try {
      await run({
        history: createSqliteSyncHistory(sql),
        otherHistory: createSqliteSyncHistory(otherSql),
      });
    } finally {
      sql.close();
      otherSql.close();
    }
  });
});

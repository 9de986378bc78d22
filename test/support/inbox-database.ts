import { join } from 'node:path';
import type { Sql } from '#core/sql.ts';
import { inboxQueueMigration } from '#runtime/store/sqlite/inbox-queue-migration.ts';
import { openDatabase } from '#runtime/store/sqlite/open-database.ts';

/** A database on disk that holds the inbox and the queue and nothing else. */
export function openInboxDatabase(folder: string): Sql {
  return openDatabase({ path: join(folder, 'state.db'), migrations: [inboxQueueMigration] });
}
